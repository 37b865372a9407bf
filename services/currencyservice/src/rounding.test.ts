import type { RoundingMode } from "@hipstershop/contract";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutOff, roundingOf } from "./rounding.ts";

const NANO = 10n ** 9n;

function rounding(mode: string, code = "USD") {
  return roundingOf(mode as RoundingMode, code) ?? expect.unreachable();
}
const [halfUp, down, up] = ["HALF_UP", "DOWN", "UP"].map((name) => rounding(`ROUNDING_MODE_${name}`)) as [
  typeof cutOff,
  typeof cutOff,
  typeof cutOff,
];

/** Amounts in thousandths of a nano, and as a decimal: 1 USD is 10^12 of them. */
const CENT = 10n ** 10n;

describe("to cents", () => {
  test.each([
    ["nothing", 0n, { halfUp: 0n, down: 0n, up: 0n }],
    ["three cents", 3n * CENT, { halfUp: 3n, down: 3n, up: 3n }],
    ["the least amount above", 3n * CENT + 1n, { halfUp: 3n, down: 3n, up: 4n }],
    ["just below a half", (7n * CENT) / 2n - 1n, { halfUp: 3n, down: 3n, up: 4n }],
    ["a half", (7n * CENT) / 2n, { halfUp: 4n, down: 3n, up: 4n }],
    ["the least amount below", 4n * CENT - 1n, { halfUp: 4n, down: 3n, up: 4n }],
  ])("%s, and mirrored below zero", (_, amount, cents) => {
    for (const sign of [1n, -1n]) {
      const rounded = [halfUp, down, up].map((round) => round(sign * amount, 1000n));
      expect(rounded).toEqual([cents.halfUp, cents.down, cents.up].map((n) => (sign * n * NANO) / 100n));
    }
  });
});

test.each([
  ["JPY", 2n * NANO],
  ["USD", 1_240_000_000n],
  ["KWD", 1_235_000_000n],
])("%s is rounded to its usual digits", (code, nanos) => {
  expect(rounding("ROUNDING_MODE_UP", code)(1_234_567_890n, 1n)).toBe(nanos);
});

test("any amount lies between down and up, which are a cent apart at most, and half up is the nearer", () => {
  const cent = NANO / 100n;
  const dividends = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
  const divisors = fc.bigInt({ min: 1n, max: 10n ** 15n });
  fc.assert(
    fc.property(dividends, divisors, (dividend, divisor) => {
      const sign = dividend < 0n ? -1n : 1n;
      const size = sign * dividend;
      const [low, high] = [down, up].map((round) => sign * round(dividend, divisor)) as [bigint, bigint];
      const isBetween = low * divisor <= size && size <= high * divisor;
      const isApart = high - low === (size % (divisor * cent) === 0n ? 0n : cent);
      const nearer = size - low * divisor < high * divisor - size ? low : high;
      return isBetween && isApart && halfUp(dividend, divisor) === sign * nearer;
    }),
  );
});

test("without a mode it is Convert's; a mode that is not known has none", () => {
  expect(roundingOf("ROUNDING_MODE_UNSPECIFIED", "USD")).toBe(cutOff);
  for (const unknown of [4, "toString", "ROUNDING_MODE_EVEN"]) {
    expect(roundingOf(unknown as RoundingMode, "USD")).toBeUndefined();
  }
});
