import { RE2JS } from "re2js";

export type MatchOperator = "=" | "!=" | "=~" | "!~";

/** One condition on a label. */
export interface Matcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
  /** Whether a label with this value, "" for a missing one, fulfils it. */
  fits(value: string): boolean;
}

/** Regular expressions are Go's, match the whole value, and their dot matches line breaks. An invalid one throws. */
export function matcherOf(name: string, operator: MatchOperator, value: string): Matcher {
  if (operator === "=") return { name, operator, value, fits: (given) => given === value };
  if (operator === "!=") return { name, operator, value, fits: (given) => given !== value };
  const pattern = RE2JS.compile(value, RE2JS.DOTALL);
  const expected = operator === "=~";
  return { name, operator, value, fits: (given) => pattern.matches(given) === expected };
}
