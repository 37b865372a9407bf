import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { CompressedFiles, compressPage, encodingFor, isCompressible } from "./compression.ts";

test.each([
  ["gzip, deflate, br, zstd", "br"],
  ["gzip, deflate", "gzip"],
  ["br;q=0, gzip;q=0.5", "gzip"],
  ["GZIP", "gzip"],
  ["*", "br"],
  ["*;q=0, gzip", "gzip"],
  ["br;q=0.001", "br"],
])("a client that takes %j gets %s", (accepted, encoding) => {
  expect(encodingFor({ "accept-encoding": accepted })).toBe(encoding);
});

test.each(["", "identity", "deflate", "br;q=0, gzip;q=0.0", "*;q=0", "brotli", "br;q=x", `${" ".repeat(600)}br`])(
  "a client that takes %.20j gets it plain",
  (accepted) => expect(encodingFor({ "accept-encoding": accepted })).toBeUndefined(),
);

test("a client that says nothing gets it plain", () => expect(encodingFor({})).toBeUndefined());

test.each([
  ["text/html; charset=utf-8", 1024, true],
  ["application/json", 5000, true],
  ["image/svg+xml", 5000, true],
  ["text/html", 1023, false],
  ["image/png", 5000, false],
  [undefined, 5000, false],
])("%s of %i bytes: %s", (type, length, worth) => expect(isCompressible(type, length)).toBe(worth));

describe("a page", () => {
  const page = `<p>${"Grüße aus dem Laden. ".repeat(100)}</p>`;
  const html = "text/html; charset=utf-8";

  test("comes back as it was", () => {
    const br = compressPage(page, { "accept-encoding": "br" }, html);
    const gzip = compressPage(page, { "accept-encoding": "gzip" }, html);
    expect([br?.encoding, gzip?.encoding]).toEqual(["br", "gzip"]);
    expect(brotliDecompressSync(br?.body ?? "").toString()).toBe(page);
    expect(gunzipSync(gzip?.body ?? "").toString()).toBe(page);
    expect(br?.body.length).toBeLessThan(page.length / 10);
  });

  test("is plain for whom it does not help", () => {
    expect(compressPage(page, {}, html)).toBeUndefined();
    expect(compressPage("short", { "accept-encoding": "br" }, html)).toBeUndefined();
    expect(compressPage(page, { "accept-encoding": "br" }, "image/png")).toBeUndefined();
  });

  test("is plain when another site asked for it, so that its length tells nothing", () => {
    const headers = { "accept-encoding": "br", host: "shop.example" };
    for (const site of ["cross-site", "same-site"])
      expect(compressPage(page, { ...headers, "sec-fetch-site": site }, html)).toBeUndefined();
    expect(compressPage(page, { ...headers, origin: "http://evil.example" }, html)).toBeUndefined();
    for (const site of ["same-origin", "none"])
      expect(compressPage(page, { ...headers, "sec-fetch-site": site }, html)?.encoding).toBe("br");
  });
});

test("a file is compressed once for each encoding", async () => {
  const files = new CompressedFiles();
  let read = 0;
  const content = () => {
    read += 1;
    return Buffer.from("a {} ".repeat(500));
  };
  const [one, two, gzip] = await Promise.all([
    files.get("a.css?v=1", "br", content),
    files.get("a.css?v=1", "br", content),
    files.get("a.css?v=1", "gzip", content),
  ]);
  expect([one === two, read]).toEqual([true, 2]);
  expect([brotliDecompressSync(one).length, gunzipSync(gzip).length]).toEqual([2500, 2500]);
});
