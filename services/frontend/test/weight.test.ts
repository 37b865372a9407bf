import { request } from "node:http";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { TYPEWRITER } from "@hipstershop/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startFront } from "./start-frontend.ts";

let front: Awaited<ReturnType<typeof startFront>>;
beforeAll(async () => {
  front = await startFront();
});
afterAll(() => front[Symbol.asyncDispose]());

/** An answer with its body as it was sent. */
async function getRaw(path: string, headers: Record<string, string> = {}, method = "GET") {
  const { promise, resolve, reject } = Promise.withResolvers<{
    readonly status: number | undefined;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: Buffer;
  }>();
  request({ host: "127.0.0.1", port: front.port, path, headers, method, agent: false }, (answer) => {
    buffer(answer).then((body) => resolve({ status: answer.statusCode, headers: answer.headers, body }), reject);
  })
    .once("error", reject)
    .end();
  return promise;
}

const unpacked = { br: brotliDecompressSync, gzip: gunzipSync };

describe.each(["br", "gzip"] as const)("to a client that takes %s", (encoding) => {
  const accepting = { "accept-encoding": encoding };

  test.each(["/", `/product/${TYPEWRITER}`, "/cart", "/nothing"])("the page %s goes out compressed", async (path) => {
    const { headers, body } = await getRaw(path, accepting);
    expect([headers["content-encoding"], headers["content-length"], headers["vary"]]).toEqual([
      encoding,
      String(body.length),
      "accept-encoding, accept-language",
    ]);
    const page = unpacked[encoding](body).toString();
    expect(page).toMatch(/^<!DOCTYPE html>[\s\S]*<\/html>\s*$/);
    expect(body.length).toBeLessThan(page.length / 2);
  });

  test.each([
    ["storefront.css", "text/css; charset=utf-8", 6000],
    ["storefront.js", "text/javascript; charset=utf-8", 3500],
    ["img/products/typewriter.svg", "image/svg+xml", 1500],
  ])("%s, too, as small as can be, with an address of its own in caches", async (file, type, bytesMax) => {
    const { headers, body } = await getRaw(`/static/${file}`, accepting);
    expect([headers["content-encoding"], headers["content-type"], headers["vary"]]).toEqual([
      encoding,
      type,
      "accept-encoding",
    ]);
    expect(unpacked[encoding](body)).toEqual((await getRaw(`/static/${file}`)).body);
    expect(body.length).toBeLessThan(bytesMax);
    const etag = String(headers["etag"]);
    const again = await getRaw(`/static/${file}`, { ...accepting, "if-none-match": etag });
    expect([again.status, again.body.length, again.headers["etag"]]).toEqual([304, 0, etag]);
    expect((await getRaw(`/static/${file}`, { "if-none-match": etag })).status).toBe(200);
  });

  test("HEAD says what GET would", async () => {
    for (const path of ["/cart", "/static/storefront.css"]) {
      const { headers, body } = await getRaw(path, accepting, "HEAD");
      expect([path, headers["content-encoding"], body.length]).toEqual([path, encoding, 0]);
      expect(Number(headers["content-length"])).toBeGreaterThan(500);
    }
  });
});

test("hashed addresses are cached for a year, compressed or not", async () => {
  const page = (await getRaw("/")).body.toString();
  for (const [, address = ""] of page.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g))
    for (const accepted of ["br", "gzip", "identity"]) {
      const { headers } = await getRaw(address, { "accept-encoding": accepted });
      expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    }
});

describe("plain stay", () => {
  test.each([
    ["a page for a client that says nothing", "/", {}],
    ["a page for another site's page", "/search?q=x", { "accept-encoding": "br", "sec-fetch-site": "cross-site" }],
    ["a file for a client that says nothing", "/static/storefront.css", {}],
    ["a part of a file", "/static/storefront.css", { "accept-encoding": "br", range: "bytes=0-9" }],
    ["short JSON", "/version", { "accept-encoding": "br" }],
    ["what robots read", "/robots.txt", { "accept-encoding": "br" }],
    ["a health check", "/_healthz", { "accept-encoding": "br" }],
  ])("%s", async (_, path, headers) => {
    const answer = await getRaw(path, { ...headers });
    expect([Math.floor((answer.status ?? 0) / 100), answer.headers["content-encoding"]]).toEqual([2, undefined]);
  });
});
