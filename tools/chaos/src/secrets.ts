/** What a visitor types and nobody writes down. */
export interface Secrets {
  readonly card: string;
  readonly code: string;
  readonly email: string;
  readonly street: string;
}

/** The first eleven digits of all card numbers: whoever writes down more than the last four writes some of them. */
const FRONT = "45314159265";

/** The secrets of the visitor with this number, below 10,000: no two have one in common. */
export function secretsOf(visitor: number): Secrets {
  const digits = FRONT + String(visitor).padStart(4, "0");
  return {
    card: digits + checkDigit(digits),
    code: String(visitor).padStart(4, "0"),
    email: `visitor.${visitor}@hush-hush.example`,
    street: `Privet Drive ${visitor}`,
  };
}

/** Luhn's, so that the number gets past the form and reaches the bank. */
function checkDigit(front: string): number {
  const digits = Array.from(front, Number)
    .toReversed()
    .map((digit, i) => digit * (i % 2 === 0 ? 2 : 1));
  const sum = digits.reduce((total, digit) => total + (digit > 9 ? digit - 9 : digit), 0);
  return (10 - (sum % 10)) % 10;
}

/** Card numbers, in groups or not; encoded, too. */
const CARD = /4531(?:[-+ ]|%20|%2B)?4159(?:[-+ ]|%20|%2B)?265/;
/**
 * Security codes by their names, in Thrift, too; by themselves they are numbers like others. A hash in base64 can have
 * "cVv8382" in it: a name begins there or follows "card", and nothing is joined to the digits.
 */
const CODE = /(?:(?<![a-z\d+/])|card)(?:cvv|cvc|security.?code)\W{0,24}\d{4}(?!\w)/i;
const ADDRESS = /visitor\.\d+(?:@|%40)hush|privet(?: |\+|%20)drive(?: |\+|%20)\d/i;

/** Which kinds of secrets a text has in it. */
export function secretsIn(text: string): readonly ("card" | "code" | "address")[] {
  return [
    ...(CARD.test(text) ? (["card"] as const) : []),
    ...(CODE.test(text) ? (["code"] as const) : []),
    ...(ADDRESS.test(text) ? (["address"] as const) : []),
  ];
}
