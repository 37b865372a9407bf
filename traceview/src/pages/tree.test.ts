import { expect, test } from "vitest";
import { span, type SpanSpec } from "../../test/spans.ts";
import { SpanStore } from "../store/span-store.ts";
import { waterfall } from "./tree.ts";

function rows(...specs: SpanSpec[]): [spanId: string, depth: number, warnings?: string][] {
  const store = new SpanStore();
  store.add(specs.map(span));
  const [trace] = store.search({});
  return waterfall(trace!).map(({ span, depth, warnings }) => {
    const id = span.spanId.replace(/^0+/, "");
    return warnings.length > 0 ? [id, depth, warnings.map((warning) => warning.split(":", 1)[0]!).join()] : [id, depth];
  });
}

test("children stand below their parent in order of their start", () => {
  expect(
    rows(
      { spanId: "4", parentSpanId: "2", startUs: 30 },
      { spanId: "3", parentSpanId: "1", startUs: 40 },
      { spanId: "2", parentSpanId: "1", startUs: 20 },
      { spanId: "1", startUs: 10 },
    ),
  ).toEqual([
    ["1", 0],
    ["2", 1],
    ["4", 2],
    ["3", 1],
  ]);
});

test("a span whose parent is missing is a root with a warning", () => {
  expect(rows({ spanId: "1" }, { spanId: "2", parentSpanId: "9" })).toEqual([
    ["1", 0],
    ["2", 0, "parent missing"],
  ]);
});

test("spans that name themselves or each other as parent are shown once each, with a warning", () => {
  expect(
    rows(
      { spanId: "1", parentSpanId: "1", startUs: 1 },
      { spanId: "2", parentSpanId: "3", startUs: 2 },
      { spanId: "3", parentSpanId: "2", startUs: 3 },
    ),
  ).toEqual([
    ["1", 0, "parent loop"],
    ["2", 0, "parent loop"],
    ["3", 1],
  ]);
});

test("a child that starts well before its parent warns of clocks that differ", () => {
  expect(rows({ spanId: "1", startUs: 10_000 }, { spanId: "2", parentSpanId: "1", startUs: 8000 })).toEqual([
    ["1", 0],
    ["2", 1, "clock skew"],
  ]);
});

test("a chain of 50,000 spans is walked without exhausting the stack", () => {
  const chain = Array.from({ length: 50_000 }, (_, n) => ({
    spanId: (n + 1).toString(16),
    parentSpanId: n === 0 ? "" : n.toString(16),
    startUs: n,
  }));
  expect(rows(...chain).at(-1)).toEqual([(50_000).toString(16), 49_999]);
});
