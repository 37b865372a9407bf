import { describe, expect, test } from "vitest";
import { durationMs, mixOf, origin, range, shard, stages } from "./parse.ts";
import { scenarios } from "../scenarios/index.ts";

test("what is written is understood", () => {
  expect([durationMs("90"), durationMs("1m30s"), durationMs("250ms")]).toEqual([90_000, 90_000, 250]);
  expect(range("1s-10s")).toEqual({ minMs: 1000, maxMs: 10_000 });
  expect(range("0")).toEqual({ minMs: 0, maxMs: 0 });
  expect(stages("30s:10,1m:50")).toEqual([
    { durationMs: 30_000, target: 10 },
    { durationMs: 60_000, target: 50 },
  ]);
  expect(shard("2/8")).toEqual({ index: 1, count: 8 });
  expect([origin("frontend:80"), origin("https://shop.example/")]).toEqual(["http://frontend", "https://shop.example"]);
  expect(mixOf(["checkout=5", "index"], scenarios).map(({ name, weight }) => [name, weight])).toEqual([
    ["checkout", 5],
    ["index", 1],
  ]);
});

describe("what can't be understood says what would do:", () => {
  test.each([
    [() => durationMs("soon"), "such as 30s, 2m"],
    [() => range("5s-1s"), "the lower and the higher"],
    [() => stages("10"), "such as 30s:10,1m:50"],
    [() => shard("9/8"), "such as 2/8"],
    [() => shard("0/8"), "such as 2/8"],
    [() => origin("http://shop/cart"), "without a path"],
    [() => mixOf(["buy"], scenarios), 'no scenario "buy": choose from index'],
    [() => mixOf(["index=0"], scenarios), "above 0"],
  ])("%s", (parse, problem) => expect(parse).toThrow(problem));
});
