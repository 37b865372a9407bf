import { expect, test } from "vitest";
import { acceptsGzip } from "./compression.ts";

test.each(["gzip", "deflate, gzip, br", "br;q=1.0, GZIP;q=0.8", "*", "x-gzip", "gzip;q=0.001, *;q=0"])(
  "%s allows gzip",
  (header) => expect(acceptsGzip(header)).toBe(true),
);

test.each([undefined, "", "identity", "br", "gzip;q=0", "gzip; q=0.000, *", "*;q=0", "notgzip"])(
  "%s does not",
  (header) => expect(acceptsGzip(header)).toBe(false),
);
