import { describe, expect, test } from "vitest";
import { productUrl, safeUrl } from "./links.ts";

describe("an address from outside", () => {
  test.each([
    ["http://shop.example/a", "http://shop.example/a"],
    ["HTTPS://shop.example/a?b=c#d", "https://shop.example/a?b=c#d"],
    ["/product/1", "/product/1"],
    ["/product/1?x=%20#y", "/product/1?x=%20#y"],
  ])("%s is kept", (address, kept) => {
    expect(safeUrl("", address)).toBe(kept);
  });

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//elsewhere.example/",
    String.raw`/\elsewhere.example/`,
    "/\t/elsewhere.example/",
    "ftp://elsewhere.example/",
    "product/1",
    "#top",
    "",
    "http://",
  ])("%j is dropped", (address) => {
    expect(safeUrl("", address)).toBeUndefined();
  });

  test("a path within the site gets the base prefix, once", () => {
    expect(safeUrl("/shop", "/product/1")).toBe("/shop/product/1");
    expect(safeUrl("/shop", "/shop/product/1")).toBe("/shop/product/1");
    expect(safeUrl("/shop", "/shopping")).toBe("/shop/shopping");
  });
});

test("a product id cannot leave its place in the address", () => {
  expect(productUrl("/shop", "a/../b?c#d")).toBe("/shop/product/a%2F..%2Fb%3Fc%23d");
});
