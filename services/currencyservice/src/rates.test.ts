import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RATE_TABLE } from "./rate-table.ts";
import { parseRates, readRates } from "./rates.ts";

/** The table of the contract. */
const CONTRACT = `
EUR 1.0 · USD 1.1305 · JPY 126.40 · BGN 1.9558 · CZK 25.592 · DKK 7.4609 · GBP 0.85970 · HUF 315.51 · PLN 4.2996 ·
RON 4.7463 · SEK 10.5375 · CHF 1.1360 · ISK 136.80 · NOK 9.8040 · HRK 7.4210 · RUB 74.4208 · TRY 6.1247 · AUD 1.6072 ·
BRL 4.2682 · CAD 1.5128 · CNY 7.5857 · HKD 8.8743 · IDR 15999.40 · ILS 4.0875 · INR 79.4320 · KRW 1275.05 ·
MXN 21.7999 · MYR 4.6289 · NZD 1.6679 · PHP 59.083 · SGD 1.5349 · THB 36.012 · ZAR 16.0583`;

test("the shop knows 33 currencies, in this order, at these rates", () => {
  const wanted = CONTRACT.trim().split(/\s*·\s*/);
  expect(Object.entries(RATE_TABLE).map(([code, text]) => `${code} ${text}`)).toEqual(wanted);
  expect([...parseRates(RATE_TABLE).keys()]).toEqual(wanted.map((rate) => rate.slice(0, 3)));
  expect(wanted).toHaveLength(33);
});

test.each([
  ["1.0", 10n, 10n],
  ["1.1305", 11_305n, 10_000n],
  ["15999.40", 1_599_940n, 100n],
  ["0.85970", 85_970n, 100_000n],
  ["7", 7n, 1n],
  ["999999999999.000000000001", 999_999_999_999_000_000_000_001n, 10n ** 12n],
])("the rate %s is a fraction without loss", (text, numerator, denominator) => {
  expect(parseRates({ USD: text }).get("USD")).toEqual({ numerator, denominator });
});

describe("a table is refused", () => {
  test.each([
    [null, "they must be an object of currency code and decimal text"],
    [[], "they must be an object of currency code and decimal text"],
    ["USD", "they must be an object of currency code and decimal text"],
    [{}, "there are none"],
    [{ usd: "1" }, '"usd" is no currency code of three capital letters'],
    [{ EURO: "1" }, '"EURO" is no currency code'],
    [{ "": "1" }, '"" is no currency code'],
    [{ USD: 1.25 }, 'the rate of USD must be a decimal above zero in quotes, such as "1.25", got 1.25'],
    [{ USD: "0" }, 'the rate of USD must be a decimal above zero in quotes, such as "1.25", got "0"'],
    [{ USD: "0.000" }, "the rate of USD must be a decimal above zero"],
    [{ USD: "" }, "the rate of USD must be a decimal above zero"],
    [{ USD: "-1" }, "the rate of USD must be a decimal above zero"],
    [{ USD: "1e3" }, "the rate of USD must be a decimal above zero"],
    [{ USD: "1,5" }, "the rate of USD must be a decimal above zero"],
    [{ USD: "1.1234567890123" }, "the rate of USD must be a decimal above zero"],
    [{ USD: null }, "the rate of USD must be a decimal above zero"],
    [{ EUR: "1", USD: ["1"] }, "the rate of USD must be a decimal above zero"],
  ])("when it is %j", (table, message) => expect(() => parseRates(table)).toThrow(message));
});

test("a long text that is no rate is told by its beginning", () => {
  expect(() => parseRates({ USD: "x".repeat(100) })).toThrow(new RegExp(`, got "${"x".repeat(39)}$`));
});

test("a file of rates is read, and a bad one named", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rates-"));
  const file = join(folder, "rates.json");
  writeFileSync(file, '{ "USD": "2", "EUR": "1" }');
  expect([...(await readRates(file)).keys()]).toEqual(["USD", "EUR"]);
  writeFileSync(file, '{ "USD": 2 }');
  await expect(readRates(file)).rejects.toThrow(`the rates in ${file} can't be used: the rate of USD must be`);
  writeFileSync(file, "USD 2");
  await expect(readRates(file)).rejects.toThrow(`the rates in ${file} can't be used: Unexpected token`);
  rmSync(folder, { recursive: true });
  await expect(readRates(file)).rejects.toMatchObject({
    message: expect.stringContaining("ENOENT"),
    cause: { code: "ENOENT" },
  });
});
