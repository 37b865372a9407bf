import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Catalog } from "./catalog.ts";
import { parseProducts } from "./parse-products.ts";
import { bundledProductsFile } from "./products-file.ts";

const catalog = new Catalog(parseProducts(readFileSync(bundledProductsFile(), "utf8")));
const { products } = catalog.all;

/** The catalog of the contract: id, name, price in USD, picture, categories. */
const CONTRACT = [
  ["OLJCESPC7Z", "Vintage Typewriter", "67", 990_000_000, "typewriter", "vintage"],
  ["66VCHSJNUP", "Vintage Camera Lens", "12", 490_000_000, "camera-lens", "photography,vintage"],
  ["1YMWWN1N4O", "Home Barista Kit", "124", 0, "barista-kit", "cookware"],
  ["L9ECAV7KIM", "Terrarium", "36", 450_000_000, "terrarium", "gardening"],
  ["2ZYFJ3GM2N", "Film Camera", "2245", 0, "film-camera", "photography,vintage"],
  ["0PUK6V6EV0", "Vintage Record Player", "65", 500_000_000, "record-player", "music,vintage"],
  ["LS4PSXUNUM", "Metal Camping Mug", "24", 330_000_000, "camp-mug", "cookware"],
  ["9SIQT8TOJO", "City Bike", "789", 500_000_000, "city-bike", "cycling"],
  ["6E92ZMYYFZ", "Air Plant", "12", 300_000_000, "air-plant", "gardening"],
];

test("the shop sells these nine products at these prices, in this order", () => {
  const rows = products.map(({ id, name, priceUsd, picture, categories }) => [
    id,
    name,
    priceUsd?.units,
    priceUsd?.nanos,
    /^\/static\/img\/products\/(.+)\.jpg$/.exec(picture)?.[1],
    categories.join(","),
  ]);
  expect(rows).toEqual(CONTRACT);
});

test("every description is one to three sentences", () => {
  const sentences = products.map(({ description }) => description.split(/[.!?](?:\s|$)/).filter(Boolean).length);
  expect(Math.min(...sentences)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...sentences)).toBeLessThanOrEqual(3);
  expect(Math.max(...products.map(({ description }) => description.length))).toBeLessThan(220);
});

describe("a search", () => {
  test.each([
    ["camera", ["66VCHSJNUP", "2ZYFJ3GM2N"]],
    ["VINTAGE", ["OLJCESPC7Z", "66VCHSJNUP", "0PUK6V6EV0"]],
    ["typewriter", ["OLJCESPC7Z"]],
    ["belt drive", ["0PUK6V6EV0"]],
    ["photography", []],
    [" camera ", ["66VCHSJNUP"]],
    [".*", []],
    ["no such thing", []],
  ])("for %o finds %o", (query, ids) => {
    // Also the second time, when the answer is known.
    for (const { results } of [catalog.search(query), catalog.search(query)])
      expect(results.map(({ id }) => id)).toEqual(ids);
  });

  test("for nothing finds everything", () => expect(catalog.search("").results).toEqual(products));

  test("for a megabyte finds nothing", () => expect(catalog.search("x".repeat(1_000_000)).results).toEqual([]));
});

test("no query spans name and description", () => {
  const { name = "", description = "" } = products[0] ?? {};
  expect(catalog.search(`${name}${description}`).results).toEqual([]);
});

test("an answer is the same object each time, and can't be changed", () => {
  expect(catalog.search("CAMERA")).toBe(catalog.search("camera"));
  expect(() => catalog.all.products.pop()).toThrow(TypeError);
  expect(() => Object.assign(catalog.search("camera").results[0] ?? {}, { name: "Another" })).toThrow(TypeError);
});

test.each(["", "oljcespc7z", "OLJCESPC7Z ", "__proto__"])("no product has the id %o", (id) => {
  expect(catalog.find(id)).toBeUndefined();
});
