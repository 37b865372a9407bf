import { expect, test } from "vitest";
import type { PlacedSpan } from "./trace-shape.ts";
import { waterfallOf } from "./waterfall.ts";

const span = (spanId: string, parentSpanId: string, startUs: number, durationUs: number): PlacedSpan => ({
  spanId,
  parentSpanId,
  operation: `step ${spanId}`,
  kind: "internal",
  error: spanId === "2",
  startUs,
  durationUs,
  process: { service: "a" },
});

test("a line per span: name, place in time, duration, failures and marks", () => {
  const failed = span("2", "1", 500, 250);
  expect(waterfallOf([span("1", "", 0, 1000), failed, span("3", "9", 990, 1)], new Set([failed])).split("\n")).toEqual([
    `  a · step 1                    │${"█".repeat(40)}│    1.00 ms`,
    `▸   a · step 2                  │${" ".repeat(20)}${"█".repeat(10)}${" ".repeat(10)}│    0.25 ms !`,
    `  (parent 9 missing) a · step 3 │${" ".repeat(39)}█│    0.00 ms`,
  ]);
});

test("what is odd comes last and says why, in one line whatever its name, however deep it hangs", () => {
  const evil = { ...span("4", "4", 0, 9), operation: "evil\n\u001b[2J" };
  const lines = waterfallOf([span("2", "3", 0, 9), span("3", "2", 1, 9), evil, span("1", "", 5, 9)]).split("\n");
  expect(lines.map((line) => line.split("│")[0]!.trim())).toEqual([
    "a · step 1",
    "(parents in a ring) a · step 2",
    "a · step 3",
    String.raw`(its own parent) a · evil\n\x1b[2J`,
  ]);
  const chain = Array.from({ length: 10_000 }, (_, i) => span(String(i + 1), i === 0 ? "" : String(i), i, 1));
  expect(waterfallOf(chain).split("\n").at(-2)).toContain("step 150");
});

test("a long trace is cut, and says how much is missing", () => {
  const spans = [span("1", "", 0, 1000), ...Array.from({ length: 200 }, (_, i) => span(`n${i}`, "1", i, 1))];
  expect(waterfallOf(spans).split("\n")).toHaveLength(151);
  expect(waterfallOf(spans)).toMatch(/… and 51 more$/);
});
