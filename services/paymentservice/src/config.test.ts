import { Env } from "@hipstershop/runtime";
import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

test("without any variable it listens on 50051", () => {
  const common = { host: "0.0.0.0", reflection: true, connectionAgeMs: 0 };
  expect(readConfig(new Env({}))).toEqual({ ...common, port: 50051, store: "memory" });
  expect(readConfig(new Env({ PORT: "1" })).port).toBe(1);
});
