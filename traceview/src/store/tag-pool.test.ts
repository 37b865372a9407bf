import { expect, test } from "vitest";
import { TagPool } from "./tag-pool.ts";

test("equal tags, texts and processes are one object", () => {
  const pool = new TagPool();
  const text = (): string => Buffer.from("grpc").toString();
  expect(pool.tag("rpc.system", "string", text())).toBe(pool.tag("rpc.system", "string", text()));
  const tags = [pool.tag("service.version", "string", "v1")];
  expect(pool.process("cartservice", tags)).toBe(pool.process("cartservice", [...tags]));
  expect(pool.process("cartservice", tags)).not.toBe(pool.process("adservice", tags));
});

test("values that print alike but differ in type stay apart", () => {
  const pool = new TagPool();
  expect(pool.tag("n", "int64", 1).type).toBe("int64");
  expect(pool.tag("n", "float64", 1)).toEqual({ key: "n", type: "float64", value: 1 });
  expect(pool.tag("n", "string", "AAAA").type).toBe("string");
  expect(pool.tag("n", "binary", "AAAA").type).toBe("binary");
});

test("values that never repeat do not fill it: the first of a key are kept, the rest pass through", () => {
  const pool = new TagPool();
  const first = pool.tag("order", "int64", 0);
  for (let order = 1; order < 1000; order += 1) pool.tag("order", "int64", order);
  expect(pool.tag("order", "int64", 0)).toBe(first);
  expect(pool.tag("order", "int64", 999)).not.toBe(pool.tag("order", "int64", 999));
  const long = "x".repeat(257);
  expect(pool.tag("body", "string", long)).not.toBe(pool.tag("body", "string", long));
});

test("keys that never repeat make it start over", () => {
  const pool = new TagPool();
  const first = pool.tag("first", "bool", true);
  for (let key = 0; key < 5000; key += 1) pool.tag(`key-${key}`, "bool", true);
  expect(pool.tag("first", "bool", true)).not.toBe(first);
});
