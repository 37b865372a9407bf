import { expect, test } from "vitest";
import { Recent } from "./recent.ts";

function filled(weightMax: number, weights: Readonly<Record<string, number>>): Recent<string> {
  const recent = new Recent<string>(weightMax);
  for (const [key, weight] of Object.entries(weights)) recent.set(key, `value of ${key}`, weight);
  return recent;
}

test("what was used longest ago is dropped when the rest is too heavy", () => {
  const recent = filled(10, { a: 4, b: 4 });
  expect(recent.get("a")).toBe("value of a");
  recent.set("c", "value of c", 4);
  expect(["a", "b", "c"].map((key) => recent.get(key))).toEqual(["value of a", undefined, "value of c"]);
});

test("the newest value stays, alone if it is heavier than all may be", () => {
  const recent = filled(10, { a: 4, b: 4, c: 99 });
  expect(["a", "b", "c"].map((key) => recent.get(key))).toEqual([undefined, undefined, "value of c"]);
  recent.set("d", "value of d", 1);
  expect([recent.get("c"), recent.get("d")]).toEqual([undefined, "value of d"]);
});

test("a value that is replaced no longer counts", () => {
  const recent = filled(10, { a: 6, b: 4 });
  recent.set("a", "another", 6);
  expect([recent.get("a"), recent.get("b")]).toEqual(["another", "value of b"]);
});
