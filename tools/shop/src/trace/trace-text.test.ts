import type { Span, Trace } from "@hipstershop/traces";
import { expect, test } from "vitest";
import { traceLine, waterfall } from "./trace-text.ts";

const span = (spanId: string, parentSpanId: string, startUs: number, endUs: number, error = false): Span => ({
  traceId: "ab".padStart(32, "0"),
  spanId,
  parentSpanId,
  flags: 1,
  operation: `hipstershop.Test/Step${spanId}`,
  kind: "server",
  error,
  startUs,
  durationUs: endUs - startUs,
  tags: [],
  logs: [],
  links: [],
  process: { service: "cart", tags: [] },
});

const spans = [
  span("1", "", 0, 100_000),
  span("2", "1", 0, 50_000),
  span("3", "1", 10_000, 90_000, true),
  span("4", "9", 0, 1),
];
const trace: Trace = { traceId: "ab".padStart(32, "0"), spans, startUs: 0, endUs: 100_000 };

test("a waterfall has names, bars and durations; what was waited for is ●, a failure !", () => {
  expect(waterfall(trace, 80).map((line) => line.trimEnd().replaceAll(/ {2,}/g, " "))).toEqual([
    expect.stringMatching(/^● cart ← Test\/Step1 █+ 100 ms$/),
    expect.stringMatching(/^ cart ← Test\/Step2 ▒+ 50\.0 ms$/),
    expect.stringMatching(/^● cart ← Test\/Step3 █+ 80\.0 ms !$/),
    expect.stringMatching(/^ \(parent missing\) cart ← Test\/Step4 ▒ 0\.00 ms$/),
  ]);
});

test.each([200, 80, 60, 59, 40, 24])("nothing is wider than a terminal of %i columns", (columns) => {
  for (const line of waterfall(trace, columns)) expect(line.length).toBeLessThanOrEqual(columns);
  expect(waterfall(trace, columns).join("")).toContain("100 ms");
});

test("a narrow terminal keeps names and durations, without bars", () => {
  expect(waterfall(trace, 40).join("")).not.toMatch(/[█▒]/);
  expect(waterfall(trace, 40)[0]).toContain("cart ← Test/Step1");
});

test("a list has a line per trace", () => {
  expect(traceLine(trace, 110)).toMatch(
    /^\d\d:\d\d:\d\d {2}0{14}ab +100 ms {3}4 spans {2}cart Test\/Step1 {2}1 failed {2}a parent missing$/,
  );
});

test("a trace whose parents may still come is under way for half a minute", () => {
  expect(traceLine(trace, 110, 100_000 + 29_999_999)).toMatch(/ {2}under way$/);
  expect(traceLine(trace, 110, 100_000 + 30_000_000)).toMatch(/ {2}a parent missing$/);
  const [root, ...others] = spans;
  expect(traceLine({ ...trace, spans: others }, 110)).toMatch(/ {2}3 parents missing$/);
  expect(traceLine({ ...trace, spans: root ? [root] : [] }, 110)).toMatch(/Step1$/);
});
