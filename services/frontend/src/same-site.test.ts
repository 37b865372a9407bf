import type { FastifyRequest } from "fastify";
import { expect, test } from "vitest";
import { isCrossSite, refuseCrossSite } from "./same-site.ts";

const request = (headers: Record<string, string>) =>
  ({ headers: { host: "shop.example:8080", ...headers } }) as unknown as FastifyRequest;

test.each([
  {},
  { "sec-fetch-site": "same-origin" },
  { "sec-fetch-site": "none" },
  { origin: "http://shop.example:8080" },
  { origin: "https://shop.example:8080" },
  { "sec-fetch-site": "same-origin", origin: "http://elsewhere.example" },
])("%j is ours", (headers) => {
  expect(isCrossSite(request(headers))).toBe(false);
  expect(() => refuseCrossSite(request(headers))).not.toThrow();
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
])("%j is another site's", (headers) => {
  expect(isCrossSite(request(headers))).toBe(true);
  expect(() => refuseCrossSite(request(headers))).toThrow("This form was sent from another site.");
});
