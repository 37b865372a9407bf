import { Env, EnvError } from "@hipstershop/runtime";
import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

/** A path below a file can't be written, like one in a read-only file system. */
const NOT_WRITABLE = `sqlite:${import.meta.filename}/carts.db`;

test.each([
  [{ REDIS_ADDR: "redis-cart:6379" }, "redis://redis-cart:6379"],
  [{ REDIS_URL: "rediss://redis-cart:6380" }, "rediss://redis-cart:6380"],
])("with %o nothing is asked of the file of the embedded store", (variables, store) => {
  const env = new Env({ ...variables, CART_STORE: NOT_WRITABLE });
  expect(readConfig(env).store).toBe(store);
  env.assertComplete();
});

test("without Redis the file must be one that can be written", () => {
  const env = new Env({ CART_STORE: NOT_WRITABLE });
  readConfig(env);
  expect(() => env.assertComplete()).toThrow(EnvError);
});

test.each(["memory", "sqlite::memory:"])("%s needs no file", (store) => {
  const env = new Env({ CART_STORE: store });
  expect(readConfig(env).store).toBe(store);
  env.assertComplete();
});
