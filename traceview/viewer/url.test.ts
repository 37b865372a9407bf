import { expect, test } from "vitest";
import { colourOf } from "./ui/colours.ts";
import { differenceText, parseDuration, percentText, rateText } from "./ui/format.ts";
import { apiQuery, compareAddress, filtersOf, NO_FILTERS, pageOf, quotedValue, searchAddress } from "./url.ts";

const page = (path: string) => pageOf(new URL(path, "http://x"));

test("Jaeger's addresses lead to pages", () => {
  expect(page("/")).toEqual({ name: "search" });
  expect(page("/search?service=a")).toEqual({ name: "search" });
  expect(page("/trace/abc?span=1")).toEqual({ name: "trace", id: "abc" });
  expect(page("/trace/abc...def")).toEqual({ name: "compare", a: "abc", b: "def" });
  expect(page("/compare?a=q:x&b=y")).toEqual({ name: "compare", a: "q:x", b: "y" });
  expect([page("/dependencies").name, page("/monitor/").name, page("/else").name]).toEqual(["map", "red", "nowhere"]);
});

test("a search is the same after it went through its address", () => {
  const filters = { ...NO_FILTERS, q: 'a="b c" OR x', service: "s", error: true, lookback: "1h", limit: 20 };
  expect(filtersOf(new URL(searchAddress(filters), "http://x").searchParams)).toEqual(filters);
  expect(searchAddress(NO_FILTERS)).toBe("/search");
});

test("Jaeger's tags become terms of the query", () => {
  const params = new URLSearchParams({ tags: '{"error":"true","http.url":"/a b"}', tag: "k:v", lookback: "custom" });
  expect(filtersOf(params)).toEqual({ ...NO_FILTERS, q: 'http.url="/a b" k=v', error: true });
  expect(filtersOf(new URLSearchParams({ tags: "no json", limit: "-3" }))).toEqual(NO_FILTERS);
});

test("the API is asked with a start instead of a lookback", () => {
  expect(apiQuery({ ...NO_FILTERS, lookback: "1m" }, 100_000)).toBe("limit=100&start=40000000");
});

test("two traces compare under Jaeger's address, groups under ours", () => {
  expect(compareAddress("ab", "cd")).toBe("/trace/ab...cd");
  expect(compareAddress("q:v=1", "cd")).toBe("/compare?a=q%3Av%3D1&b=cd");
  expect([quotedValue("GET"), quotedValue('a "b"')]).toEqual(["GET", String.raw`"a \"b\""`]);
});

test("figures have their signs and units", () => {
  expect([
    differenceText(-1500),
    differenceText(0),
    percentText(0.004),
    percentText(1),
    rateText(0.05),
    rateText(12),
  ]).toEqual(["−1.50 ms", "±0", "0.4 %", "100 %", "3.0/min", "12/s"]);
  expect([parseDuration("1.5s"), parseDuration("20"), parseDuration("x")]).toEqual([1_500_000, 20_000, undefined]);
});

test("the services of the shop have colours of their own, always the same", () => {
  const services = ["frontend", "adservice", "cartservice", "checkoutservice", "currencyservice", "emailservice"];
  const others = ["flagservice", "paymentservice", "productcatalogservice", "recommendationservice", "shippingservice"];
  const colours = [...services, ...others, "redis", "sqlite", "loadgenerator"].map((name) => colourOf(name));
  expect(new Set(colours).size).toBe(colours.length);
  expect(colourOf("frontend")).toBe("svc-10");
});
