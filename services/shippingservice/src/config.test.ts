import { Env } from "@hipstershop/runtime";
import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

test("without any variable it listens on 50051 and quotes one flat price", () => {
  const common = { host: "0.0.0.0", reflection: true, connectionAgeMs: 0 };
  expect(readConfig(new Env({}))).toEqual({ ...common, port: 50051, tariff: "flat" });
});

test.each([
  [{ PORT: "1" }, 1],
  [{ APP_PORT: "2" }, 2],
  [{ PORT: "1", APP_PORT: "2" }, 1],
  [{ PORT: "", APP_PORT: "2" }, 2],
])("%j listens on %d: PORT wins over APP_PORT", (values, port) => {
  expect(readConfig(new Env(values)).port).toBe(port);
});

test("SHIPPING_QUOTE takes a tariff the shop has, and no other", () => {
  expect(readConfig(new Env({ SHIPPING_QUOTE: "exponential" })).tariff).toBe("exponential");
  const env = new Env({ SHIPPING_QUOTE: "free" });
  readConfig(env);
  expect(() => env.assertComplete()).toThrow('SHIPPING_QUOTE is "free", but must be one of flat, exponential');
});
