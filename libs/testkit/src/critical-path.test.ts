import { expect, test } from "vitest";
import { criticalPathOf } from "./critical-path.ts";
import type { PlacedSpan } from "./trace-shape.ts";

const span = (spanId: string, parentSpanId: string, startUs: number, endUs: number): PlacedSpan => ({
  spanId,
  parentSpanId,
  operation: spanId,
  kind: "internal",
  error: false,
  startUs,
  durationUs: endUs - startUs,
  process: { service: "a" },
});

const path = (...spans: PlacedSpan[]) =>
  criticalPathOf(spans).map(({ span, startUs, durationUs }) => `${span.operation} ${startUs}-${startUs + durationUs}`);

test("spans by their parents' ids become stretches in microseconds, from the earliest root", () => {
  const spans = [span("root", "", 0, 100), span("one", "root", 0, 40), span("two", "root", 50, 101)];
  expect(path(...spans, span("inner", "two", 60, 70), span("other root", "", 1, 500))).toEqual([
    "one 0-40",
    "root 40-50",
    "two 50-60",
    "inner 60-70",
    "two 70-100",
  ]);
});

test("who only follows from its parent was not waited for, and a ring has no path", () => {
  const follows = { ...span("follows", "root", 50, 100), followsParent: true };
  expect(path(span("root", "", 0, 100), follows)).toEqual(["root 0-100"]);
  expect(path(span("x", "y", 0, 1), span("y", "x", 0, 1))).toEqual([]);
});

test("no root, no path", () => {
  expect(path(span("lost", "nobody", 0, 1))).toEqual([]);
});
