import { readFile } from "node:fs/promises";

/** The price of one euro in a currency, as a fraction: exact for decimal text, which a double is not. */
export interface Rate {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Rates by currency code, in the order in which the shop lists them. */
export type Rates = ReadonlyMap<string, Rate>;

/** Reads a JSON file of rates: { "USD": "1.1305", … }. Rejects with an Error that names the mistake. */
export async function readRates(file: string): Promise<Rates> {
  try {
    return parseRates(JSON.parse(await readFile(file, "utf8")));
  } catch (cause) {
    throw new Error(`the rates in ${file} can't be used: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** Checks and parses a table of code → decimal text. */
export function parseRates(table: unknown): Rates {
  if (typeof table !== "object" || table === null || Array.isArray(table)) {
    throw new Error("they must be an object of currency code and decimal text");
  }
  const rates = new Map(Object.entries(table).map(([code, text]) => [parseCode(code), parseRate(code, text)]));
  if (rates.size === 0) throw new Error("there are none");
  return rates;
}

function parseCode(code: string): string {
  if (/^[A-Z]{3}$/.test(code)) return code;
  throw new Error(`"${code}" is no currency code of three capital letters`);
}

function parseRate(code: string, text: unknown): Rate {
  const [, whole = "", fraction = ""] = /^(\d{1,12})(?:\.(\d{1,12}))?$/.exec(String(text)) ?? [];
  const numerator = BigInt(whole + fraction);
  if (typeof text !== "string" || numerator === 0n) {
    throw new Error(`the rate of ${code} must be a decimal above zero in quotes, such as "1.25", got ${show(text)}`);
  }
  return { numerator, denominator: 10n ** BigInt(fraction.length) };
}

function show(value: unknown): string {
  return JSON.stringify(value).slice(0, 40);
}
