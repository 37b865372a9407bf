import { expect, test } from "vitest";
import { isCrossSite, isRebindable } from "./same-site.ts";

const headers = (more: Record<string, string>) => ({ host: "shop.example:8080", ...more });

test.each([
  {},
  { "sec-fetch-site": "same-origin" },
  { "sec-fetch-site": "none" },
  { origin: "http://shop.example:8080" },
  { origin: "https://shop.example:8080" },
  { "sec-fetch-site": "same-origin", origin: "http://elsewhere.example" },
])("%j is ours", (more) => {
  expect(isCrossSite(headers(more))).toBe(false);
});

test.each([
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { "sec-fetch-site": "" },
  { "sec-fetch-site": "cross-site", origin: "http://shop.example:8080" },
  { origin: "http://shop.example" },
  { origin: "http://shop.example:8081" },
  { origin: "http://shop.example.evil.example:8080" },
  { origin: "null" },
  { origin: "" },
])("%j is another site's", (more) => {
  expect(isCrossSite(headers(more))).toBe(true);
});

test.each(["localhost", "LOCALHOST:8082", "127.0.0.1:8082", "10.1.2.3", "[::1]:8082", "training:8082", "a.localhost"])(
  "nobody else can own %s",
  (host) => expect(isRebindable(host)).toBe(false),
);

test.each([
  "evil.example",
  "evil.example:8082",
  "127.0.0.1.evil.example",
  "localhost.evil.example.",
  "",
  "::",
  undefined,
])("somebody else may own %s", (host) => expect(isRebindable(host)).toBe(true));

test("a name that was said to be ours is", () => {
  const names = ["training.example"];
  expect(isRebindable("training.example:443", names)).toBe(false);
  expect(isRebindable("training.example.", names)).toBe(false);
  expect(isRebindable("evil.training.example", names)).toBe(true);
});
