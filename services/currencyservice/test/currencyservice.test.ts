import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Status } from "@hipstershop/rpc";
import { SpanKind } from "@hipstershop/telemetry";
import { expect, test } from "vitest";
import { startCurrency } from "./start-currency.ts";

const usd = (units: string, nanos = 0) => ({ currencyCode: "USD", units, nanos });

test("all currencies are listed in the order of the table", async () => {
  await using shop = await startCurrency();
  const { currencyCodes } = await shop.currency.getSupportedCurrencies({});
  expect(currencyCodes).toHaveLength(33);
  expect(currencyCodes.slice(0, 4)).toEqual(["EUR", "USD", "JPY", "BGN"]);
  expect(currencyCodes.at(-1)).toBe("ZAR");
});

test("an amount is converted, and in its own currency comes back as it went", async () => {
  await using shop = await startCurrency();
  const price = usd("67", 990_000_000);
  expect(await shop.currency.convert({ from: price, toCode: "USD" })).toEqual(price);
  expect(await shop.currency.convert({ from: price, toCode: "EUR" })).toEqual({
    currencyCode: "EUR",
    units: "60",
    nanos: 141_530_296,
  });
  expect(await shop.currency.convert({ from: usd("-1", -750_000_000), toCode: "EUR" })).toEqual({
    currencyCode: "EUR",
    units: "-1",
    nanos: -547_987_616,
  });
  expect(await shop.currency.convert({ from: usd("0"), toCode: "JPY" })).toEqual({
    currencyCode: "JPY",
    units: "0",
    nanos: 0,
  });
});

test("the largest amounts stay exact, to the last nano", async () => {
  await using shop = await startCurrency();
  const largest = { currencyCode: "EUR", units: "9223372036854775807", nanos: 999_999_999 };
  expect(await shop.currency.convert({ from: largest, toCode: "EUR" })).toEqual(largest);
  expect(await shop.currency.convert({ from: largest, toCode: "GBP" })).toEqual({
    currencyCode: "GBP",
    units: "7929332940084050762",
    nanos: 137_599_999,
  });
});

test.each([
  [{ toCode: "EUR" }, "from is required"],
  [{ from: usd("1") }, "to_code is required"],
  [{ from: usd("1"), toCode: "XXX" }, 'to_code "XXX" is no currency of this shop'],
  [{ from: usd("1"), toCode: "eur" }, 'to_code "eur" is no currency of this shop'],
  [{ from: usd("1"), toCode: "__proto__" }, 'to_code "__proto__" is no currency of this shop'],
  [{ from: { ...usd("1"), currencyCode: "" }, toCode: "EUR" }, "from.currency_code is required"],
  [{ from: { ...usd("1"), currencyCode: "DEM" }, toCode: "DEM" }, 'from.currency_code "DEM" is no currency'],
  [{ from: usd("1", 1_500_000_000), toCode: "EUR" }, "the amount can't be converted: invalid value"],
  [{ from: usd("1", 1_500_000_000), toCode: "USD" }, "the amount can't be converted: invalid value"],
  [{ from: usd("1", -5), toCode: "EUR" }, "the amount can't be converted: invalid value"],
  [{}, "from is required"],
])("Convert refuses %j", async (request, message) => {
  await using shop = await startCurrency();
  await expect(shop.currency.convert(request)).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: expect.stringContaining(message),
  });
});

test("a result that no int64 holds is out of range, in both directions", async () => {
  await using shop = await startCurrency();
  for (const units of ["9223372036854775807", "-9223372036854775808"]) {
    await expect(
      shop.currency.convert({ from: { currencyCode: "EUR", units, nanos: 0 }, toCode: "IDR" }),
    ).rejects.toMatchObject({ code: Status.OUT_OF_RANGE, message: expect.stringContaining("out of range") });
  }
});

test("a code of a megabyte, cut through a character, is refused like any other", async () => {
  await using shop = await startCurrency();
  const code = `x${"\u{1f600}".repeat(200_000)}`;
  for (const request of [
    { from: usd("1"), toCode: code },
    { from: { ...usd("1"), currencyCode: code }, toCode: "EUR" },
  ]) {
    await expect(shop.currency.convert(request)).rejects.toMatchObject({
      code: Status.INVALID_ARGUMENT,
      message: expect.stringMatching(/ "x\u{1f600}{9}\ufffd" is no currency of this shop$/u),
    });
  }
  expect(await shop.currency.convert({ from: usd("1"), toCode: "USD" })).toEqual(usd("1"));
});

test("the span names both currencies and both amounts", async () => {
  await using shop = await startCurrency();
  await shop.currency.convert({ from: usd("12", 500_000_000), toCode: "EUR" });
  const span = shop.telemetry.spans().find(({ kind }) => kind === SpanKind.SERVER);
  expect(span?.name).toBe("hipstershop.CurrencyService/Convert");
  expect(span?.attributes).toMatchObject({
    "app.currency.from": "USD",
    "app.currency.to": "EUR",
    "app.currency.amount": 12.5,
    "app.currency.result": 11.0570544,
  });
});

test("a file of rates takes the place of the table; a bad one is no start", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rates-"));
  const file = join(folder, "rates.json");
  writeFileSync(file, '{ "USD": "2", "GBP": "0.5" }');
  {
    await using shop = await startCurrency(file);
    expect(await shop.currency.getSupportedCurrencies({})).toEqual({ currencyCodes: ["USD", "GBP"] });
    const { units, nanos } = await shop.currency.convert({ from: usd("10"), toCode: "GBP" });
    expect([units, nanos]).toEqual(["2", 500_000_000]);
    await expect(shop.currency.convert({ from: usd("1"), toCode: "EUR" })).rejects.toMatchObject({
      code: Status.INVALID_ARGUMENT,
    });
  }
  writeFileSync(file, "[]");
  await expect(startCurrency(file)).rejects.toThrow(`the rates in ${file} can't be used`);
  rmSync(folder, { recursive: true });
});

test("health names the process and both services", async () => {
  await using shop = await startCurrency();
  expect((await shop.health.list({})).statuses).toEqual({
    "": { status: "SERVING" },
    "hipstershop.CurrencyService": { status: "SERVING" },
    "hipstershop.CurrencyBatchService": { status: "SERVING" },
  });
});
