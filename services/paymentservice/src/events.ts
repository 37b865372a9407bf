import type { DeclineReason } from "@hipstershop/contract";
import { formatMoney, type Money, toDecimal } from "@hipstershop/money";
import type { Call } from "@hipstershop/rpc";
import type { Counter, Telemetry } from "@hipstershop/telemetry";
import type { Charged } from "./charge-record.ts";
import type { AcceptedCard } from "./check-card.ts";

/** A charge that was given back. */
export type RefundedCharge = Pick<Charged, "transactionId"> & { readonly refundId: string };

/**
 * Reports what happens to a charge, to span, log and counter. Spans have the card's brand, logs also its last four
 * digits.
 */
export class PaymentEvents {
  readonly #charges: Counter;
  readonly #refunds: Counter;

  constructor({ meter }: Telemetry) {
    this.#charges = meter.createCounter("app_payment_charges_total", {
      description: "Charges that were asked for, by how they ended.",
    });
    this.#refunds = meter.createCounter("app_payment_refunds_total", { description: "Charges that were given back." });
  }

  asked(call: Call, amount: Money): void {
    call.span.setAttributes({
      "app.payment.amount": Number(toDecimal(amount)),
      "app.payment.currency": amount.currencyCode,
    });
  }

  charged(call: Call, amount: Money, { type, lastFour }: AcceptedCard, transactionId: string): void {
    this.#charges.add(1, { "app.payment.outcome": "charged" });
    call.span.setAttributes({ "app.payment.card_type": type, "app.payment.transaction_id": transactionId });
    call.log.info(
      {
        "app.payment.transaction_id": transactionId,
        "app.payment.card_type": type,
        "app.payment.card_last4": lastFour,
      },
      `charged ${formatMoney(amount)}`,
    );
  }

  /** A repeated request: it gets the answer of the first one, and no second charge. */
  repeated(call: Call, transactionId: string): void {
    call.span.setAttributes({ "app.payment.repeated": true, "app.payment.transaction_id": transactionId });
    call.log.info({ "app.payment.transaction_id": transactionId }, "charge repeated, nothing charged again");
  }

  refunded(call: Call, { transactionId, refundId }: RefundedCharge, reason: string): void {
    this.#refunds.add(1);
    call.span.setAttributes({ "app.payment.transaction_id": transactionId, "app.payment.refund_id": refundId });
    call.log.info(
      { "app.payment.transaction_id": transactionId, "app.payment.refund_id": refundId, reason },
      "charge refunded",
    );
  }

  /** Whether a key was charged; without a transaction id it was not, and never will be. */
  settled(call: Call, transactionId: string | undefined): void {
    call.span.setAttribute("app.payment.charged", transactionId !== undefined);
    if (transactionId !== undefined) call.span.setAttribute("app.payment.transaction_id", transactionId);
  }

  declined(call: Call, reason: DeclineReason): void {
    this.#charges.add(1, { "app.payment.outcome": reason });
    call.span.setAttribute("app.payment.decline_reason", reason);
    call.log.info({ "app.payment.decline_reason": reason }, "card declined");
  }
}
