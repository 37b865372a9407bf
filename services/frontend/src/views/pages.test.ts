import { HtmlValidate } from "html-validate";
import { describe, expect, test } from "vitest";
import { statSync } from "node:fs";
import { join } from "node:path";
import { cartPage, errorPage, homePage, orderPage, productPage, searchPage, staticFolder } from "./index.ts";
import type { Frame } from "./models.ts";
import { addresses, attribute, skeleton, tags } from "../../test/views/markup.ts";
import {
  cart,
  failure,
  form,
  frame,
  home,
  onlyPage,
  order,
  price,
  product,
  products,
  search,
} from "../../test/views/samples.ts";

/** Requirements for all pages. */

type Page = (frame: Frame, change: <T>(model: T) => T) => string;
const same = <T>(model: T): T => model;

const pages: Readonly<Record<string, Page>> = {
  home: (frame, change) => homePage(frame, change(home)),
  "empty home": (frame, change) => homePage(frame, change({ products: [], place: onlyPage, ad: undefined })),
  "home, a page of many": (frame, change) => homePage(frame, change({ ...home, place: { page: 2, pages: 3 } })),
  search: (frame, change) => searchPage(frame, change(search)),
  "search without a find": (frame, change) =>
    searchPage(frame, change({ query: "kayak", found: 0, products: [], place: onlyPage })),
  product: (frame, change) => productPage(frame, change(product)),
  "bare product": (frame, change) =>
    productPage(
      frame,
      change({
        ...product,
        product: { ...product.product, price: undefined, categories: [] },
        recommendations: [],
        ad: undefined,
        errors: {},
      }),
    ),
  cart: (frame, change) => cartPage(frame, change(cart)),
  "cart without a quote": (frame, change) =>
    cartPage(frame, change({ ...cart, shipping: undefined, total: undefined, errors: {} })),
  "empty cart": (frame, change) =>
    cartPage(frame, change({ ...cart, lines: [], shipping: undefined, total: undefined })),
  order: (frame, change) => orderPage(frame, change(order)),
  "order without lines": (frame, change) =>
    orderPage(frame, change({ ...order, lines: [], address: [], recommendations: [] })),
  error: (frame, change) => errorPage(frame, change(failure)),
  "final error": (frame, change) =>
    errorPage(frame, change({ ...failure, status: 404, retryAfterSeconds: undefined, detail: "" })),
};
const all = Object.entries(pages);

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // Depends on how our formatter writes templates, and does not affect validity.
    "void-style": "off",
    "no-trailing-whitespace": "off",
  },
});

function complaints(page: string): readonly string[] {
  return validator
    .validateStringSync(page)
    .results.flatMap(({ messages }) => messages.map(({ ruleId, message, line }) => `${line} ${ruleId}: ${message}`));
}

describe.each(all)("the page: %s", (_name, page) => {
  const bareFrame = {
    ...frame,
    showCurrencies: false,
    cartSize: undefined,
    message: "",
    platform: "",
    traceId: "",
    traceUrl: "",
    notes: [],
  };

  test("is valid HTML, with everything in its frame and with the least", () => {
    expect(complaints(page(frame, same))).toEqual([]);
    expect(complaints(page(bareFrame, same))).toEqual([]);
  });

  test("has one heading of the first level, one main part and a way to skip to it", () => {
    const rendered = page(frame, same);
    expect(tags(rendered, "h1")).toHaveLength(1);
    expect(tags(rendered, "main").map((tag) => attribute(tag, "id"))).toEqual(["content"]);
    expect(attribute(tags(rendered, "a")[0] ?? "", "href")).toBe("#content");
  });

  test("needs no inline script, style or handler, so the policy may be strict", () => {
    const rendered = page({ ...frame, bannerColor: "green" }, same);
    expect(rendered).not.toMatch(/<style|javascript:/);
    expect(tags(rendered).filter((tag) => /\s(style|on\w+)=/.test(tag))).toEqual([]);
    expect(tags(rendered, "script").map((tag) => attribute(tag, "src")?.split("?")[0])).toEqual([
      "/static/storefront.js",
    ]);
  });

  test("keeps every address of its own below the base prefix", () => {
    const outside = addresses(page({ ...frame, baseUrl: "/shop" }, same)).filter(
      (address) => !address.startsWith("/shop/"),
    );
    expect(outside.filter((address) => !/^(#[\w-]+|)$/.test(address))).toEqual([
      frame.traceUrl,
      frame.traceUrl,
      "http://traces.example/",
    ]);
  });

  test("asks no other host for anything", () => {
    const loaded = tags(page(frame, same)).filter((tag) => /^<(img|script|link|iframe|object)/.test(tag));
    expect(
      loaded
        .map((tag) => attribute(tag, "src") ?? attribute(tag, "href"))
        .filter((address) => !address?.startsWith("/static/")),
    ).toEqual([]);
  });

  test("keeps its shape whatever the texts hold", () => {
    const rendered = page(poison(frame), poison);
    expect(skeleton(rendered)).toEqual(skeleton(page(frame, same)));
    expect(rendered).not.toContain("<script>alert");
  });
});

/** Appends characters that end texts and attributes to every text of a model. Addresses and codes have other tests. */
function poison<T>(value: T, key = ""): T {
  if (typeof value === "string") return (value === "" || UNTOUCHED.has(key) ? value : `${value}${EVIL}`) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => poison(item, key)) as T;
  if (typeof value !== "object" || value === null) return value;
  const poisoned = Object.entries(value).map(([name, item]) => [
    name,
    name === "errors" ? poisonValues(item) : poison(item, name),
  ]);
  return Object.fromEntries(poisoned) as T;
}

function poisonValues(errors: unknown): unknown {
  return Object.fromEntries(
    Object.entries(errors as Record<string, string>).map(([field, text]) => [field, `${text}${EVIL}`]),
  );
}

const EVIL = `"'><script>alert(1)</script><img src=x onerror=alert(1)> onload="x`;
const UNTOUCHED = new Set(["baseUrl", "picture", "url", "traceUrl", "bannerColor"]);

test("a poisoned text that is not escaped would be noticed", () => {
  const leaky = homePage(frame, home).replaceAll(products[0]?.name ?? "", `Vintage Typewriter${EVIL}`);
  expect(skeleton(leaky)).not.toEqual(skeleton(homePage(frame, home)));
});

test("markup that is not valid would be noticed", () => {
  expect(complaints(homePage(frame, home).replace("</h1>", "</h2>"))).not.toEqual([]);
  expect(complaints(cartPage(frame, cart).replace('id="city"', 'id="email"'))).not.toEqual([]);
});

test("the home page with all it loads weighs no more than 250 KiB", () => {
  const page = homePage(frame, home);
  const loaded = new Set(
    tags(page)
      .filter((tag) => /^<(img|script|link)/.test(tag))
      .map((tag) => attribute(tag, "src") ?? attribute(tag, "href") ?? ""),
  );
  const bytes = [...loaded].map(
    (address) => statSync(join(staticFolder, address.replace("/static/", "").split("?")[0] ?? "")).size,
  );
  expect(bytes).toHaveLength(13);
  expect(bytes.reduce((sum, size) => sum + size, Buffer.byteLength(page))).toBeLessThanOrEqual(250 * 1024);
});

test("a page renders without keeping or changing what it was given", () => {
  const frozen = structuredClone({ ...cart, form, total: price("1.00") });
  const once = cartPage(frame, frozen);
  expect(cartPage(frame, frozen)).toBe(once);
});
