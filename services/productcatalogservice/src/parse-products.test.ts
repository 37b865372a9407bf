import { describe, expect, test } from "vitest";
import { parseProducts } from "./parse-products.ts";

const mug = {
  id: "MUG",
  name: "Mug",
  description: "For tea.",
  picture: "/mug.jpg",
  priceUsd: { currencyCode: "USD", units: "3", nanos: 500_000_000 },
  categories: ["cookware"],
};

const parse = (...products: unknown[]) => parseProducts(JSON.stringify({ products }));
const withPrice = (price: object) => ({ ...mug, priceUsd: { currencyCode: "USD", ...price } });

test("a product is read as it stands", () => expect(parse(mug)).toEqual([mug]));

test("what proto JSON leaves out is zero or empty, and units may be a number", () => {
  const { categories: _, ...plain } = mug;
  expect(parse({ ...plain, priceUsd: { currencyCode: "USD" } })).toEqual([
    { ...plain, priceUsd: { currencyCode: "USD", units: "0", nanos: 0 }, categories: [] },
  ]);
  expect(parse(withPrice({ units: 7 }))[0]?.priceUsd).toEqual({ currencyCode: "USD", units: "7", nanos: 0 });
  const largest = "9223372036854775807";
  expect(parse(withPrice({ units: largest }))[0]?.priceUsd?.units).toBe(largest);
});

describe("a file is refused", () => {
  test.each([
    ["", "Unexpected end of JSON input"],
    ["[]", "the file must be an object, got []"],
    ["null", "the file must be an object, got null"],
    ["{}", "products must be a list with a product, got nothing"],
    ['{"products":{}}', "products must be a list with a product, got {}"],
    ['{"products":[]}', "products must be a list with a product, got []"],
    ['{"items":[]}', 'the file has a field "items"; the ones known are products'],
  ])("when it is %o", (text, message) => expect(() => parseProducts(text)).toThrow(message));
});

describe("a product is refused, and its place named", () => {
  test.each([
    [null, "products[1] must be an object, got null"],
    [{ ...mug, id: "" }, 'products[1].id must be text, got ""'],
    [{ ...mug, id: 7 }, "products[1].id must be text, got 7"],
    [{ ...mug, name: undefined }, "products[1].name must be text, got nothing"],
    [{ ...mug, description: " " }, 'products[1].description must be text, got " "'],
    [{ ...mug, picture: [] }, "products[1].picture must be text, got []"],
    [{ ...mug, priceUsd: undefined }, "products[1].priceUsd must be an object, got nothing"],
    [{ ...mug, catagories: [] }, 'products[1] has a field "catagories"'],
    [{ ...mug, categories: "cookware" }, 'products[1].categories must be a list of words, got "cookware"'],
    [{ ...mug, categories: ["a", 1] }, "products[1].categories[1] must be text, got 1"],
    [withPrice({ currencyCode: "EUR" }), 'products[1].priceUsd.currencyCode must be "USD", got "EUR"'],
    [withPrice({ cents: 5 }), 'products[1].priceUsd has a field "cents"'],
    [withPrice({ units: "-1" }), "products[1].priceUsd.units must be a whole number"],
    [withPrice({ units: -1 }), "products[1].priceUsd.units must be a whole number"],
    [withPrice({ units: 1.5 }), "products[1].priceUsd.units must be a whole number"],
    [withPrice({ units: null }), "products[1].priceUsd.units must be a whole number"],
    [withPrice({ units: "9223372036854775808" }), "products[1].priceUsd.units must be a whole number"],
    [withPrice({ nanos: -1 }), "products[1].priceUsd.nanos must be a whole number from 0 to 999999999, got -1"],
    [withPrice({ nanos: 1_000_000_000 }), "products[1].priceUsd.nanos must be a whole number"],
    [withPrice({ nanos: "5" }), "products[1].priceUsd.nanos must be a whole number"],
  ])("%j: %s", (product, message) => {
    expect(() => parse({ ...mug, id: "OTHER" }, product)).toThrow(message);
  });

  test("when another has the same id", () => {
    expect(() => parse(mug, mug)).toThrow('products[1].id is "MUG", which another product has already');
  });
});
