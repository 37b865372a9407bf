import { expect, test } from "vitest";
import { adsFor, allAds, randomAds } from "./ads.ts";

const products = (ads: readonly { redirectUrl: string }[]) =>
  ads.map(({ redirectUrl }) => redirectUrl.split("/").at(-1));

test.each([
  [["photography"], ["2ZYFJ3GM2N", "66VCHSJNUP"]],
  [["vintage"], ["2ZYFJ3GM2N", "66VCHSJNUP", "0PUK6V6EV0"]],
  [["cycling"], ["9SIQT8TOJO"]],
  [["cookware"], ["1YMWWN1N4O"]],
  [["gardening"], ["6E92ZMYYFZ", "L9ECAV7KIM"]],
  [
    ["camera", "bike", "kitchen"],
    ["2ZYFJ3GM2N", "9SIQT8TOJO", "1YMWWN1N4O"],
  ],
  [["music"], []],
  [["Vintage"], []],
  [[], []],
  [
    ["bike", "nothing", "bike"],
    ["9SIQT8TOJO", "9SIQT8TOJO"],
  ],
])("the keys %j bring ads for %j", (keys, expected) => {
  expect(products(adsFor(keys))).toEqual(expected);
});

test("random ads are two, and different, whatever chance says", () => {
  for (const chance of [0, 0.3, 0.999_999]) {
    const ads = randomAds(() => chance);
    expect(new Set(ads).size).toBe(2);
  }
});

test("every ad leads to a page of the shop", () => {
  expect(allAds).toHaveLength(7);
  for (const { redirectUrl, text } of allAds) {
    expect(redirectUrl).toMatch(/^\/product\/[0-9A-Z]{10}$/);
    expect(text.length).toBeGreaterThan(10);
  }
});
