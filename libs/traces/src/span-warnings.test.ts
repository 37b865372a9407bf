import fc from "fast-check";
import { anyModelTrace } from "../test/any-model-trace.ts";
import { treeOf } from "./tree.ts";
import { expect, test } from "vitest";
import type { Span } from "./model.ts";
import { spanWarnings } from "./span-warnings.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";

function span(spanId: string, parentSpanId: string, startUs = 0, warnings?: readonly string[]): Span {
  const plain = {
    flags: 1,
    operation: "",
    kind: "",
    error: false,
    durationUs: 9,
    tags: [],
    logs: [],
    links: [],
  } as const;
  const process = { service: "shop", tags: [] };
  return { traceId: TRACE, spanId, parentSpanId, startUs, process, ...plain, ...(warnings && { warnings }) };
}

/** The warnings of each span, by its id. */
function warningsOf(...spans: readonly Span[]): object {
  const found = spanWarnings({ traceId: TRACE, spans, startUs: 0, endUs: 0 });
  return Object.fromEntries([...found].map(([{ spanId }, warnings]) => [spanId, warnings]));
}

test("a child in time, and one that is early by no more than a clock may be, are nothing to speak of", () => {
  expect(warningsOf(span("a", "", 5000), span("b", "a", 6000), span("c", "a", 4000))).toEqual({});
});

test("a child that begins long before its parent tells of two clocks", () => {
  expect(warningsOf(span("a", "", 5000), span("b", "a", 3999))).toEqual({
    b: ["clock skew: starts 1.001 ms before its parent; the clocks of two hosts may differ"],
  });
});

test("what has no place in the tree says why, after what the sender's store said of it", () => {
  expect(
    warningsOf(
      span("a", "", 0, ["from the store"]),
      span("b", "gone", 1, ["too"]),
      span("c", "c"),
      span("d", "e", 1),
      span("e", "d", 2),
    ),
  ).toEqual({
    a: ["from the store"],
    b: ["too", "parent missing: span gone is not in this trace; it was not sent, not sampled, or is still open"],
    c: ["parent loop: the span names itself as its parent"],
    d: ["parent loop: following the parents leads back to this span"],
  });
});

test("a span has a warning about its place when, and only when, it is no root and no child in time", () => {
  fc.assert(
    fc.property(anyModelTrace, (trace) => {
      const tree = treeOf(trace.spans);
      const warned = new Set(spanWarnings(trace, tree).keys());
      for (const { span, place } of tree.nodes) expect(warned.has(span)).toBe(place !== "root" && place !== "child");
    }),
  );
});
