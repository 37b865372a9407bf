import { Env } from "@hipstershop/runtime";
import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

test("without any variable it listens on 7000 and uses its own rates", () => {
  const common = { host: "0.0.0.0", reflection: true, connectionAgeMs: 0 };
  expect(readConfig(new Env({}))).toEqual({ ...common, port: 7000, ratesFile: "" });
});

test("RATES_FILE names other rates", () => {
  expect(readConfig(new Env({ RATES_FILE: "rates.json" })).ratesFile).toBe("rates.json");
});
