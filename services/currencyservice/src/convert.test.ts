import { fromNanos, type Money, negate, toDecimal, totalNanos } from "@hipstershop/money";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { convert } from "./convert.ts";
import { RATE_TABLE } from "./rate-table.ts";
import { parseRates } from "./rates.ts";
import { cutOff } from "./rounding.ts";

const RATES = parseRates(RATE_TABLE);
const NANO = 1_000_000_000;

function rate(code: string) {
  const found = RATES.get(code);
  if (!found) throw new Error(`no rate of ${code}`);
  return found;
}

const exchange = (amount: Money, toCode: string) =>
  convert(amount, rate(amount.currencyCode), { code: toCode, rate: rate(toCode), round: cutOff });

/** Nanos of a decimal text such as "67.989999999". */
function nanosOf(decimal: string): bigint {
  const [units = "", fraction = ""] = decimal.split(".");
  return BigInt(units + fraction.padEnd(9, "0"));
}

const money = (decimal: string, code: string) => fromNanos(code, nanosOf(decimal));

/** Maximum difference to the original's answer, which rounds the intermediate euros to whole nanos, and floors. */
const bound = (toCode: string) => 0.5 * Number(RATE_TABLE[toCode]) + 2;

const gap = (a: bigint, b: bigint) => Number(a > b ? a - b : b - a);

/** Measured answers of the original: shelf prices in USD to USD, EUR, CAD, JPY, GBP, TRY. */
const SHELF = `
67.99 67.989999999 60.141530296 90.982107031 7601.889429414 51.703673595 368.348830603
12.49 12.489999999 11.048208757 16.713730207 1396.493586884 9.498145068 67.666964173
124 123.999999999 109.685979655 165.932950022 13864.307828392 94.297036709 671.793719592
36.45 36.449999999 32.242370632 48.776258292 4075.435647884 27.718766032 197.474847409
2245 2244.999999999 1985.846970367 3004.189296771 251011.057054388 1707.232640424 12162.716939406
65.5 65.500000000 57.938965060 87.650066342 7323.485183584 49.810128262 354.858779302
24.33 24.330000000 21.521450686 32.557650597 2720.311366710 18.501991154 131.812429016
789.5 789.500000000 698.363555949 1056.484387439 88273.153471953 600.383149049 4277.267271120
12.3 12.299999999 10.880141530 16.459478106 1375.249889392 9.353657673 66.637602828`;
const MEASURED = [
  ...SHELF.trim()
    .split("\n")
    .flatMap((line) => {
      const [price = "", ...answers] = line.split(" ");
      return ["USD", "EUR", "CAD", "JPY", "GBP", "TRY"].map((code, i) => [price, "USD", answers[i] ?? "", code]);
    }),
  ["14", "USD", "12.383900929", "EUR"],
  ["14", "USD", "1565.325077425", "JPY"],
  ["1", "EUR", "1.1305", "USD"],
  ["100", "EUR", "100", "EUR"],
  ["300", "CHF", "264.084507042", "EUR"],
  ["1000", "JPY", "8.943829113", "USD"],
  ["1", "IDR", "0.079693175", "KRW"],
] as [string, string, string, string][];

/**
 * The original's calculation in doubles, as the contract describes it: over euros, which are rounded to whole nanos.
 */
function original(amount: Money, toCode: string): bigint {
  const carry = (units: number, nanos: number) => {
    const all = nanos + (units % 1) * NANO;
    return { units: Math.floor(units) + Math.floor(all / NANO), nanos: all % NANO };
  };
  const [from, to] = [Number(RATE_TABLE[amount.currencyCode]), Number(RATE_TABLE[toCode])];
  const euros = carry(Number(amount.units) / from, amount.nanos / from);
  const result = carry(euros.units * to, Math.round(euros.nanos) * to);
  return BigInt(Math.floor(result.units)) * BigInt(NANO) + BigInt(Math.floor(result.nanos));
}

describe("close to the original", () => {
  test.each(MEASURED)("%s %s is %s %s", (price, from, answer, to) => {
    const ours = totalNanos(exchange(money(price, from), to));
    expect(gap(ours, nanosOf(answer))).toBeLessThanOrEqual(bound(to));
  });

  test("the largest gap over the shelf prices is 59 nanos, at JPY", () => {
    const gaps = MEASURED.slice(0, 54)
      .map(([price, from, answer, to]) => ({
        to,
        gap: gap(totalNanos(exchange(money(price, from), to)), nanosOf(answer)),
      }))
      .sort((a, b) => b.gap - a.gap);
    expect(gaps[0]).toEqual({ to: "JPY", gap: 59 });
  });

  test("our model of the original answers what was measured", () => {
    const answers = MEASURED.map(([price, from, , to]) => original(money(price, from), to));
    expect(answers).toEqual(MEASURED.map(([, , answer]) => nanosOf(answer)));
  });
});

const codes = fc.constantFrom(...RATES.keys());
const nanos = fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n });
const amounts = fc.tuple(nanos, codes).map(([nanos, code]) => fromNanos(code, nanos));

/** A rate times 10^5, parsed without the tested code: no rate has more than five decimals. */
const scaled = (code: string) => BigInt(Math.round(Number(RATE_TABLE[code]) * 100_000));
const isSame = (a: Money, b: Money) => a.currencyCode === b.currencyCode && a.units === b.units && a.nanos === b.nanos;
const absolute = (n: bigint) => (n < 0n ? -n : n);

test("the result is the exact quotient, cut off towards zero", () => {
  fc.assert(
    fc.property(amounts, codes, (amount, toCode) => {
      const result = totalNanos(exchange(amount, toCode));
      const exact = absolute(totalNanos(amount)) * scaled(toCode);
      const below = absolute(result) * scaled(amount.currencyCode);
      const isCutOff = below <= exact && exact < below + scaled(amount.currencyCode);
      return isCutOff && (result === 0n || result > 0n === totalNanos(amount) > 0n);
    }),
  );
});

test("a negative amount is the mirror of the positive one", () => {
  fc.assert(
    fc.property(amounts, codes, (amount, toCode) => {
      return isSame(exchange(negate(amount), toCode), negate(exchange(amount, toCode)));
    }),
  );
});

test("in its own currency an amount comes back as it went", () => {
  fc.assert(
    fc.property(amounts, (amount) => {
      return isSame(exchange(amount, amount.currencyCode), amount);
    }),
  );
});

test("more money never becomes less", () => {
  fc.assert(
    fc.property(nanos, nanos, codes, codes, (a, b, from, to) => {
      const [less, more] = a < b ? [a, b] : [b, a];
      const convertNanos = (n: bigint) => totalNanos(exchange(fromNanos(from, n), to));
      return convertNanos(less) <= convertNanos(more);
    }),
  );
});

test("any price up to 10,000 is as close to the original as the bound says", () => {
  // The doubles of the original are off by 10,000 × 2^-53 ≈ 0.001 nanos of a euro themselves.
  const inDoubles = (toCode: string) => bound(toCode) + 0.01 * Number(RATE_TABLE[toCode]);
  const prices = fc.bigInt({ min: 0n, max: 10n ** 13n });
  fc.assert(
    fc.property(prices, codes, codes, (nanos, from, to) => {
      const amount = fromNanos(from, nanos);
      return gap(totalNanos(exchange(amount, to)), original(amount, to)) <= inDoubles(to);
    }),
    { numRuns: Math.max(2000, fc.readConfigureGlobal().numRuns ?? 0), examples: [[8_375_222_399_644n, "GBP", "IDR"]] },
  );
});

test("there and back again loses no more than a nano of each side", () => {
  fc.assert(
    fc.property(amounts, codes, (amount, toCode) => {
      const back = exchange(exchange(amount, toCode), amount.currencyCode);
      const worst = Number(scaled(amount.currencyCode)) / Number(scaled(toCode)) + 1;
      return gap(totalNanos(amount), totalNanos(back)) <= worst;
    }),
  );
});

test.each([
  ["1.75", "USD", "EUR", "1.547987616"],
  ["0.000000001", "EUR", "JPY", "0.000000126"],
  ["0.000000001", "JPY", "EUR", "0"],
  ["9223372036854775807.999999999", "EUR", "GBP", "7929332940084050762.137599999"],
])("%s %s to %s is exactly %s", (price, from, to, answer) => {
  expect(toDecimal(exchange(money(price, from), to))).toBe(answer);
});
