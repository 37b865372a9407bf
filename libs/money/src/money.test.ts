import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  formatMoney,
  fromNanos,
  fromWire,
  isNegative,
  isValid,
  type Money,
  MoneyError,
  multiply,
  negate,
  sum,
  toDecimal,
  totalNanos,
  toWire,
  usualDigits,
} from "./index.ts";

const usd = (units: bigint | number, nanos = 0): Money => ({ currencyCode: "USD", units: BigInt(units), nanos });

/** More with vitest.properties.config.ts. The properties use no `expect`, which costs a hundred times what they do. */
const RUNS = Math.max(2000, fc.readConfigureGlobal().numRuns ?? 0);

const isSame = (a: Money, b: Money) => a.currencyCode === b.currencyCode && a.units === b.units && a.nanos === b.nanos;

/** Any valid amount that leaves room for sums and small products. */
const amounts = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }).map((nanos) => fromNanos("USD", nanos));

describe("an amount is valid", () => {
  test.each([
    [usd(0, 0), true],
    [usd(1, 999_999_999), true],
    [usd(-1, -999_999_999), true],
    [usd(0, -5), true],
    [usd(1, 1_000_000_000), false],
    [usd(-1, -1_000_000_000), false],
    [usd(1, -1), false],
    [usd(-1, 1), false],
    [usd(1, 0.5), false],
    [usd(2n ** 63n), false],
    [usd(2n ** 63n - 1n, 999_999_999), true],
    [usd(-(2n ** 63n), -999_999_999), true],
    [usd(-(2n ** 63n) - 1n), false],
  ])("%o: %s", (money, expected) => expect(isValid(money)).toBe(expected));
});

test("an amount below zero is negative; zero, more, and what is invalid are not", () => {
  expect([usd(0, -1), usd(-1), usd(-1, -1)].map(isNegative)).toEqual([true, true, true]);
  expect([usd(0), usd(0, 1), usd(1), usd(0, -1_000_000_001)].map(isNegative)).toEqual([false, false, false, false]);
});

describe("sum", () => {
  test.each([
    [usd(2, 200_000_000), usd(2, 900_000_000), usd(5, 100_000_000)],
    [usd(-2, -200_000_000), usd(-2, -900_000_000), usd(-5, -100_000_000)],
    [usd(11, 100_000_000), usd(-2, -9_000_000), usd(9, 91_000_000)],
    [usd(-11, -100_000_000), usd(2, 9_000_000), usd(-9, -91_000_000)],
    [usd(2, 111_111_111), usd(2, 888_888_888), usd(4, 999_999_999)],
    [usd(11), usd(-2), usd(9)],
    [usd(0), usd(-2, -100_000_000), usd(-2, -100_000_000)],
  ])("%o + %o = %o", (a, b, expected) => expect(sum(a, b)).toEqual(expected));

  test("refuses an invalid operand, two currencies, and a result beyond int64", () => {
    expect(() => sum(usd(1, -1), usd(1))).toThrow(/^invalid value: USD units 1 nanos -1$/);
    expect(() => sum(usd(1), { ...usd(1), currencyCode: "EUR" })).toThrow(/^mismatching currency: USD and EUR$/);
    expect(() => sum(usd(2n ** 63n - 1n), usd(1))).toThrow(/^out of range/);
    expect(sum({ ...usd(1), currencyCode: "" }, { ...usd(1), currencyCode: "" }).units).toBe(2n);
  });

  test("agrees with plain integer addition, for any two amounts, and commutes", () => {
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        const result = sum(a, b);
        return totalNanos(result) === totalNanos(a) + totalNanos(b) && isValid(result) && isSame(sum(b, a), result);
      }),
      { numRuns: RUNS },
    );
  });

  test("two currencies are both named, the one left out as such", () => {
    const bare = { ...usd(1), currencyCode: "" };
    expect(() => sum(bare, usd(1))).toThrow(/^mismatching currency: \(none\) and USD$/);
    expect(() => sum(usd(1), bare)).toThrow(/^mismatching currency: USD and \(none\)$/);
  });

  test("of an amount and its negative is zero", () => {
    fc.assert(
      fc.property(amounts, (a) => {
        return isSame(sum(a, negate(a)), usd(0));
      }),
      { numRuns: RUNS },
    );
    expect(negate(usd(1))).toEqual(usd(-1));
  });
});

describe("multiply", () => {
  test("by zero is zero, by one changes nothing", () => {
    expect(multiply(usd(67, 990_000_000), 0)).toEqual(usd(0));
    expect(multiply(usd(67, 990_000_000), 1)).toEqual(usd(67, 990_000_000));
  });

  test("equals repeated addition", () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 40 }), (a, times) => {
        let total = usd(0);
        for (let i = 0; i < times; i++) total = sum(total, a);
        return isSame(multiply(a, times), total) && totalNanos(total) === totalNanos(a) * BigInt(times);
      }),
      { numRuns: RUNS },
    );
  });

  test("takes a count the size of uint32 at once, and refuses what is no count", () => {
    expect(multiply(usd(0, 1), 4_294_967_295)).toEqual(usd(4, 294_967_295));
    expect(() => multiply(usd(1), -1)).toThrow(new RangeError("times must be a whole number ≥ 0, got -1"));
    expect(() => multiply(usd(1), 1.5)).toThrow(RangeError);
    expect(() => multiply(usd(1, -1), 1)).toThrow(new MoneyError("invalid value", "USD units 1 nanos -1"));
  });
});

describe("on the wire", () => {
  test("any amount survives the round trip", () => {
    fc.assert(
      fc.property(amounts, (a) => {
        return isSame(fromWire(toWire(a)), a);
      }),
      { numRuns: RUNS },
    );
  });

  test("a missing or malformed amount is refused with its parts", () => {
    expect(() => fromWire(null)).toThrow(/^invalid value: amount is missing$/);
    expect(() => fromWire({ currencyCode: "", units: "1", nanos: -1 })).toThrow(
      expect.objectContaining({
        name: "MoneyError",
        problem: "invalid value",
        message: "invalid value: (no currency) units 1 nanos -1",
      }),
    );
  });
});

describe("shown to people", () => {
  test.each([
    [usd(67, 990_000_000), "USD 67.99"],
    [usd(2245), "USD 2,245.00"],
    [usd(0, 5_000_000), "USD 0.01"],
    [usd(-1, -500_000_000), "-USD 1.50"],
    [{ currencyCode: "JPY", units: 7601n, nanos: 889_429_414 }, "JPY 7,602"],
    [{ currencyCode: "TRY", units: 368n, nanos: 348_830_603 }, "TRY 368.35"],
    [usd(9_007_199_254_740_993n), "USD 9,007,199,254,740,993.00"],
    [{ currencyCode: "", units: 1n, nanos: 0 }, "1"],
    [{ currencyCode: "USDX", units: 1n, nanos: 0 }, "USDX 1"],
    [{ currencyCode: "XUSD", units: 1n, nanos: 0 }, "XUSD 1"],
    [{ currencyCode: "nonsense", units: 1n, nanos: 500_000_000 }, "nonsense 1.5"],
  ])("%o reads %s", (money, text) => expect(formatMoney(money)).toBe(text));

  test("a currency has its usual digits", () => {
    expect(["USD", "JPY", "KWD", "XYZ"].map(usualDigits)).toEqual([2, 0, 3, 2]);
    expect(() => usualDigits("nonsense")).toThrow(RangeError);
  });

  test("the decimal is exact", () => {
    expect(toDecimal(usd(67, 990_000_000))).toBe("67.99");
    expect(toDecimal(usd(0, -5))).toBe("-0.000000005");
    expect(toDecimal(usd(1000))).toBe("1000");
    expect(toDecimal(usd(0))).toBe("0");
    fc.assert(
      fc.property(amounts, (a) => {
        const [whole = "", fraction = ""] = toDecimal(a).split(".");
        return BigInt(whole + fraction.padEnd(9, "0")) === totalNanos(a);
      }),
      { numRuns: RUNS },
    );
  });
});

describe("shown in a visitor's locale", () => {
  test.each([
    [usd(67, 990_000_000), "en-US", "$67.99"],
    [usd(67, 990_000_000), "de-DE", "67,99\u00a0$"],
    [usd(67, 990_000_000), "de-CH", "$\u00a067.99"],
    [usd(67, 990_000_000), "fr", "67,99\u00a0$US"],
    [usd(-1, -500_000_000), "en-US", "-$1.50"],
    [{ currencyCode: "JPY", units: 7601n, nanos: 889_429_414 }, "en-US", "¥7,602"],
    [{ currencyCode: "EUR", units: 1234n, nanos: 995_000_000 }, "de-DE", "1.235,00\u00a0€"],
    [usd(9_007_199_254_740_993n, 10_000_000), "en-US", "$9,007,199,254,740,993.01"],
    [{ currencyCode: "nonsense", units: 1n, nanos: 500_000_000 }, "de-DE", "nonsense 1.5"],
  ])("%o in %s reads %s", (money, locale, text) => expect(formatMoney(money, locale)).toBe(text));

  test("however many locales there were before, of which not all are kept", () => {
    const made = vi.spyOn(Intl, "NumberFormat");
    onTestFinished(() => made.mockRestore());
    const madeFor = (locale: string) => made.mock.calls.filter(([one]) => one === locale).length;
    for (let i = 0; i < 3; i++) formatMoney(usd(1), "sw");
    expect(madeFor("sw")).toBe(1);
    for (let i = 0; i < 600; i++) formatMoney(usd(1), `en-${100 + i}`);
    expect([formatMoney(usd(1), "sw"), formatMoney(usd(1))]).toEqual(["US$\u00a01.00", "USD 1.00"]);
    expect(madeFor("sw")).toBe(2);
  });
});
