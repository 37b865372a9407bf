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

test("of children at the same time the one that ended last was waited for", () => {
  expect(path(span("root", "", 0, 100), span("short", "root", 10, 40), span("long", "root", 10, 90))).toEqual([
    "root 0-10",
    "long 10-90",
    "root 90-100",
  ]);
});

test("children one after the other are all on it, with the parent in the gaps, and theirs inside them", () => {
  const spans = [span("root", "", 0, 100), span("one", "root", 0, 40), span("two", "root", 50, 100)];
  expect(path(...spans, span("inner", "two", 60, 70))).toEqual([
    "one 0-40",
    "root 40-50",
    "two 50-60",
    "inner 60-70",
    "two 70-100",
  ]);
});

test("it covers the root from start to end without gaps", () => {
  const spans = [span("root", "", 0, 100), span("a", "root", 5, 60), span("b", "root", 20, 80), span("c", "a", 6, 59)];
  const stretches = criticalPathOf(spans);
  expect(stretches.reduce((total, { durationUs }) => total + durationUs, 0)).toBe(100);
  for (const [i, stretch] of stretches.slice(1).entries())
    expect(stretch.startUs).toBe((stretches[i]?.startUs ?? 0) + (stretches[i]?.durationUs ?? 0));
});

test("a child that outlives its parent was not waited for; a microsecond is rounding", () => {
  expect(path(span("root", "", 0, 100), span("late", "root", 50, 150))).toEqual(["root 0-100"]);
  expect(path(span("root", "", 0, 100), span("child", "root", 50, 101))).toEqual(["root 0-50", "child 50-100"]);
});

test("no root, no path; and a chain of thousands does not exhaust the stack", () => {
  expect(path(span("lost", "nobody", 0, 1))).toEqual([]);
  const chain = Array.from({ length: 20_000 }, (_, i) => span(String(i), i === 0 ? "" : String(i - 1), i, 40_000 - i));
  expect(criticalPathOf(chain)).toHaveLength(39_999);
});
