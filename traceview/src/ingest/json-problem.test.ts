import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonProblem } from "./json-problem.ts";

test.each([
  ['{\n"data":\n[oops]}', 3, 2, '"oops]}"'],
  ["{", 1, 2, "the end"],
  ["", 1, 1, "the end"],
  ['{"a":1,}', 1, 8, '"}"'],
  ["[1,]", 1, 4, '"]"'],
  ["[1}", 1, 3, '"}"'],
  ['{"a" 1}', 1, 6, '"1}"'],
  ["{a:1}", 1, 2, '"a:1}"'],
  ['["tab\there"]', 1, 2, String.raw`"\"tab\there\"]"`],
  ['["\\x"]', 1, 2, String.raw`"\"\\x\"]"`],
  ["01", 1, 1, '"01"'],
  ["1 2", 1, 3, '"2"'],
  ["nullx", 1, 1, '"nullx"'],
  ['"open', 1, 1, String.raw`"\"open"`],
  ["\ud800", 1, 1, '"�"'],
])("%j stops being JSON at line %i, column %i", (text, line, column, found) =>
  expect(jsonProblem(text)).toEqual({ line, column, found }),
);

test("it has a problem with just those texts that JSON.parse refuses", () => {
  const json = fc.json();
  const damaged = fc.tuple(json, fc.nat(), fc.string({ maxLength: 3 })).map(([text, at, more]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + more + text.slice(place + 1);
  });
  fc.assert(
    fc.property(fc.oneof(json, damaged, fc.string()), (text) => {
      expect(jsonProblem(text) === undefined, text).toBe(isJson(text));
    }),
    { numRuns: 5000 },
  );
});

test("a million brackets and a string of many megabytes take no stack", () => {
  expect(jsonProblem("[".repeat(1_000_000))).toMatchObject({ column: 1_000_001, found: "the end" });
  expect(jsonProblem(JSON.stringify("\\".repeat(4_000_000)))).toBeUndefined();
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
