import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RATE_TABLE } from "./rate-table.ts";
import { parseRates, readRates } from "./rates.ts";

const CODES =
  "EUR USD JPY BGN CZK DKK GBP HUF PLN RON SEK CHF ISK NOK HRK RUB TRY AUD BRL CAD CNY HKD IDR ILS INR KRW MXN MYR NZD PHP SGD THB ZAR";

test("the shop knows 33 currencies, in this order", () => {
  expect([...parseRates(RATE_TABLE).keys()]).toEqual(CODES.split(" "));
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
  await expect(readRates(file)).rejects.toThrow("ENOENT");
});
