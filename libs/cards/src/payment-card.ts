import { cardDigits, lastFour } from "./numbers.ts";

/** A card as the messages CreditCardInfo hold it. */
export interface CardDetails {
  readonly creditCardNumber: string;
  readonly creditCardCvv: number;
  readonly creditCardExpirationYear: number;
  readonly creditCardExpirationMonth: number;
}

/**
 * A card that can't be written down by accident: as text, as JSON, in a log line, in an inspected or copied object it
 * is "card ending 0454". Only `reveal` gives the number away; tests/robustness/revealed-cards.test.ts lists who asks.
 */
export class PaymentCard {
  readonly #details: CardDetails;

  constructor(details: CardDetails) {
    this.#details = { ...details };
  }

  /** The whole card, to check it or to send it on. */
  reveal(): CardDetails {
    return { ...this.#details };
  }

  /** Of what is too short to be a number, nothing is told. */
  toString(): string {
    const digits = cardDigits(this.#details.creditCardNumber);
    return digits.length > TOLD * 2 ? `card ending ${lastFour(digits)}` : "card";
  }

  toJSON(): string {
    return this.toString();
  }

  /** What console.log and util.inspect show. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** Digits that are told of a number. A number must have more than twice as many, or they would be most of it. */
const TOLD = 4;
