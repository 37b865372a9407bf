import type { Product, WireMoney } from "@hipstershop/contract";

const PRODUCT_FIELDS = ["id", "name", "description", "picture", "priceUsd", "categories"];
const INT64_MAX = 2n ** 63n - 1n;
const NANOS_MAX = 999_999_999;

/**
 * Parses a catalog in proto JSON: an object with a list `products`. Throws an Error with the first invalid place and
 * its value.
 */
export function parseProducts(text: string): readonly Product[] {
  const { products } = fields(JSON.parse(text), "the file", ["products"]);
  if (!Array.isArray(products) || products.length === 0) throw wrong("products", "a list with a product", products);
  const parsed = products.map((product, index) => parseProduct(product, `products[${index}]`));
  const ids = new Set<string>();
  for (const [index, { id }] of parsed.entries()) {
    if (ids.has(id)) throw new Error(`products[${index}].id is "${id}", which another product has already`);
    ids.add(id);
  }
  return parsed;
}

function parseProduct(value: unknown, where: string): Product {
  const product = fields(value, where, PRODUCT_FIELDS);
  return {
    id: words(product["id"], `${where}.id`),
    name: words(product["name"], `${where}.name`),
    description: words(product["description"], `${where}.description`),
    picture: words(product["picture"], `${where}.picture`),
    priceUsd: parsePrice(product["priceUsd"], `${where}.priceUsd`),
    categories: parseCategories(product["categories"] ?? [], `${where}.categories`),
  };
}

/** A price in proto JSON, in which zero may be left out and an int64 is text or a number. */
function parsePrice(value: unknown, where: string): WireMoney {
  const { currencyCode, units = "0", nanos = 0 } = fields(value, where, ["currencyCode", "units", "nanos"]);
  if (currencyCode !== "USD") throw wrong(`${where}.currencyCode`, '"USD"', currencyCode);
  const digits = Number.isSafeInteger(units) ? String(units) : units;
  if (typeof digits !== "string" || !/^\d{1,19}$/.test(digits) || BigInt(digits) > INT64_MAX) {
    throw wrong(`${where}.units`, "a whole number from 0 to an int64's largest", units);
  }
  if (!Number.isInteger(nanos) || Number(nanos) < 0 || Number(nanos) > NANOS_MAX) {
    throw wrong(`${where}.nanos`, `a whole number from 0 to ${NANOS_MAX}`, nanos);
  }
  return { currencyCode, units: digits, nanos: Number(nanos) };
}

function parseCategories(value: unknown, where: string): string[] {
  if (!Array.isArray(value)) throw wrong(where, "a list of words", value);
  return value.map((category, index) => words(category, `${where}[${index}]`));
}

/** Checks that a value is an object with known fields only, so that misspelt names are found. */
function fields(value: unknown, where: string, known: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(where, "an object", value);
  const stranger = Object.keys(value).find((key) => !known.includes(key));
  if (stranger) throw new Error(`${where} has a field "${stranger}"; the ones known are ${known.join(", ")}`);
  return value as Readonly<Record<string, unknown>>;
}

function words(value: unknown, where: string): string {
  if (typeof value !== "string" || value.trim() === "") throw wrong(where, "text", value);
  return value;
}

function wrong(where: string, wanted: string, met: unknown): Error {
  return new Error(`${where} must be ${wanted}, got ${JSON.stringify(met)?.slice(0, 60) ?? "nothing"}`);
}
