import { Env } from "@hipstershop/runtime";
import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

test("without any variable the catalog listens on 3550, reads its own file and answers at once", () => {
  expect(readConfig(new Env({}))).toEqual({
    port: 3550,
    host: "0.0.0.0",
    reflection: true,
    connectionAgeMs: 0,
    productsFile: "",
    extraLatencyMs: 0,
  });
});

test.each([
  ["5.5s", 5500],
  ["250ms", 250],
  ["1m30s", 90_000],
  ["", 0],
  ["1000000h", 2_147_483_647],
])("EXTRA_LATENCY=%s waits %d ms", (text, ms) => {
  const env = new Env({ EXTRA_LATENCY: text });
  expect(readConfig(env).extraLatencyMs).toBe(ms);
  expect(() => env.assertComplete()).not.toThrow();
});

test.each(["5", "soon", "-1s", "1.5.5s"])("EXTRA_LATENCY=%s is fatal and named", (text) => {
  const env = new Env({ EXTRA_LATENCY: text });
  readConfig(env);
  expect(() => env.assertComplete()).toThrow(`EXTRA_LATENCY is "${text}"`);
});
