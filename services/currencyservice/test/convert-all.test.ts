import { RpcError, Status } from "@hipstershop/rpc";
import { SpanKind } from "@hipstershop/telemetry";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { RATE_TABLE } from "../src/rate-table.ts";
import { startCurrency } from "./start-currency.ts";

const money = (currencyCode: string, units: string, nanos = 0) => ({ currencyCode, units, nanos });
const usd = (units: string, nanos = 0) => money("USD", units, nanos);

const INT64_MAX = 2n ** 63n - 1n;
const codes = fc.constantFrom(...Object.keys(RATE_TABLE));
/** Amounts of which a few are refused: unknown currencies, signs that differ, too much for the target. */
const amounts = fc.record({
  currencyCode: fc.oneof({ weight: 20, arbitrary: codes }, { weight: 1, arbitrary: fc.constantFrom("", "XXX") }),
  units: fc.oneof(fc.bigInt({ min: 0n, max: 100_000n }), fc.bigInt({ min: 0n, max: INT64_MAX })).map(String),
  nanos: fc.oneof({ weight: 20, arbitrary: fc.nat(999_999_999) }, { weight: 1, arbitrary: fc.constant(-1) }),
});

/** What an rpc answers, or the code of its failure. */
const outcome = (answer: Promise<unknown>) =>
  answer.catch((error: unknown) => (error instanceof RpcError ? error.code : error));

test("without a rounding each amount is what Convert answers, and the first failure is that of Convert", async () => {
  await using shop = await startCurrency();
  await fc.assert(
    fc.asyncProperty(fc.array(amounts, { maxLength: 8 }), codes, async (from, toCode) => {
      const converted = await Promise.all(from.map((one) => outcome(shop.currency.convert({ from: one, toCode }))));
      const failure = converted.find((one) => typeof one === "number");
      expect(await outcome(shop.batch.convertAll({ from, toCode }))).toEqual(failure ?? { converted });
    }),
  );
});

test.each([
  ["ROUNDING_MODE_UNSPECIFIED", 60, 141_530_296, 7601, 889_429_455],
  ["ROUNDING_MODE_HALF_UP", 60, 140_000_000, 7602, 0],
  ["ROUNDING_MODE_DOWN", 60, 140_000_000, 7601, 0],
  ["ROUNDING_MODE_UP", 60, 150_000_000, 7602, 0],
] as const)("67.99 USD in euros and yen, with %s", async (rounding, euros, cents, yen, nanos) => {
  await using shop = await startCurrency();
  const convert = async (toCode: string) =>
    (await shop.batch.convertAll({ from: [usd("67", 990_000_000)], toCode, rounding })).converted;
  expect(await convert("EUR")).toEqual([money("EUR", String(euros), cents)]);
  expect(await convert("JPY")).toEqual([money("JPY", String(yen), nanos)]);
});

test("a rounding sees what Convert would cut off, and rounds amounts in their own currency, too", async () => {
  await using shop = await startCurrency();
  const from = [usd("0", 1), money("IDR", "0", 1), money("EUR", "-1", -1)];
  const { converted } = await shop.batch.convertAll({ from, toCode: "EUR", rounding: "ROUNDING_MODE_UP" });
  expect(converted).toEqual([
    money("EUR", "0", 10_000_000),
    money("EUR", "0", 10_000_000),
    money("EUR", "-1", -10_000_000),
  ]);
});

test("a thousand amounts come back in their order; one more is refused, and none is no trouble", async () => {
  await using shop = await startCurrency();
  const from = Array.from({ length: 1000 }, (_, i) => usd(String(i)));
  expect(await shop.batch.convertAll({ from, toCode: "USD" })).toEqual({ converted: from });
  await expect(shop.batch.convertAll({ from: [...from, usd("1")], toCode: "USD" })).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: expect.stringContaining("from must have 1000 amounts at most, got 1001"),
  });
  expect(await shop.batch.convertAll({ from: [], toCode: "USD" })).toEqual({ converted: [] });
});

test.each([
  [{ toCode: "" }, "to_code is required"],
  [{ toCode: "eur" }, 'to_code "eur" is no currency of this shop'],
  [{ from: [usd("1"), money("", "1")] }, "from[1].currency_code is required"],
  [{ from: [usd("1"), money("DEM", "1"), usd("1", -5)] }, 'from[1].currency_code "DEM" is no currency of this shop'],
  [{ from: [usd("1"), usd("2"), usd("1", -5)] }, "from[2] can't be converted: invalid value: USD units 1 nanos -5"],
  [{ rounding: 4 as 3 }, "rounding 4 is no rounding mode of this version"],
])("ConvertAll refuses %j", async (changes, message) => {
  await using shop = await startCurrency();
  const request = { from: [usd("1")], toCode: "EUR", ...changes };
  await expect(shop.batch.convertAll(request)).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: expect.stringContaining(message),
  });
});

test.each([
  ["IDR", "ROUNDING_MODE_UNSPECIFIED", money("EUR", String(INT64_MAX))],
  ["USD", "ROUNDING_MODE_UP", usd(String(INT64_MAX), 990_000_001)],
] as const)("a result in %s that no int64 holds is out of range, with %s", async (toCode, rounding, amount) => {
  await using shop = await startCurrency();
  await expect(shop.batch.convertAll({ from: [usd("1"), amount], toCode, rounding })).rejects.toMatchObject({
    code: Status.OUT_OF_RANGE,
    message: expect.stringContaining("from[1] can't be converted: out of range"),
  });
});

test.each([
  ["in a batch that is converted", usd("1")],
  ["in one that fails", usd("1", -5)],
])("the span names the rounding, the currency and the count, %s", async (_, amount) => {
  await using shop = await startCurrency();
  await outcome(shop.batch.convertAll({ from: [usd("1"), amount], toCode: "EUR", rounding: 1 }));
  const span = shop.telemetry.spans().find(({ kind }) => kind === SpanKind.SERVER);
  expect(span?.name).toBe("hipstershop.CurrencyBatchService/ConvertAll");
  expect(span?.attributes).toMatchObject({
    "app.amounts.count": 2,
    "app.currency.to": "EUR",
    "app.rounding.mode": "ROUNDING_MODE_HALF_UP",
  });
});
