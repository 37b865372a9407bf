import { describe, expect, test } from "vitest";
import { findSpans } from "./find.ts";
import { selfSegments, selfTime } from "./self-time.ts";
import { spanId, traceOf } from "./testing-trace.ts";
import { titleOf } from "./title.ts";
import { clampView, pannedView, placeInView, shownView, ticksOf, zoomedView } from "./zoom.ts";

const shop = () =>
  traceOf(
    { id: "late", parent: "r", at: [60, 90] },
    { id: "r", at: [0, 100], service: "frontend" },
    { id: "early", parent: "r", at: [10, 50], tags: [{ key: "app.order.id", value: "o-1" }] },
    { id: "deep", parent: "early", at: [20, 30], tags: [{ key: "error", value: true }] },
  );

describe("the tree", () => {
  test("children stand below their parent, in order of their start", () => {
    const trace = shop();
    expect(trace.spans.map(({ operation, depth, below }) => [operation, depth, below])).toEqual([
      ["r", 0, 3],
      ["early", 1, 1],
      ["deep", 2, 0],
      ["late", 1, 0],
    ]);
    expect([titleOf(trace), trace.duration, trace.errorCount]).toEqual(["frontend r", 100, 1]);
  });

  test("a ring of parents is cut, and every span stands there once", () => {
    const trace = traceOf({ id: "x", parent: "y", at: [0, 5] }, { id: "y", parent: "x", at: [1, 4] });
    expect(trace.spans.map(({ operation, depth }) => [operation, depth])).toEqual([
      ["x", 0],
      ["y", 1],
    ]);
  });

  test("a span that names itself stands at the left, what hangs below it below", () => {
    const trace = traceOf({ id: "x", parent: "x", at: [0, 5] }, { id: "y", parent: "x", at: [1, 4] });
    expect(trace.spans.map(({ operation, depth, place: where }) => [operation, depth, where])).toEqual([
      ["x", 0, "self"],
      ["y", 1, "child"],
    ]);
  });

  test("a span that only follows hangs below the one it follows; a reference into another trace is a link", () => {
    const reference = (refType: "CHILD_OF" | "FOLLOWS_FROM", traceID: string, spanID: string) => ({
      refType,
      traceID,
      spanID,
    });
    const trace = traceOf(
      { id: "r", at: [0, 9] },
      { id: "x", at: [1, 4], references: [reference("CHILD_OF", "other", "r"), reference("FOLLOWS_FROM", "t", "r")] },
    );
    expect(trace.spans[1]).toMatchObject({
      depth: 1,
      parentId: spanId("r"),
      followsParent: true,
      links: [{ traceId: "other".padStart(32, "0") }],
    });
  });

  test("client and server with one id are two rows, each with an id of its own", () => {
    const trace = traceOf(
      { id: "x", kind: "server", service: "cart", at: [1, 5] },
      { id: "x", kind: "client", service: "shop", at: [0, 6] },
      { id: "y", parent: "x", service: "cart", at: [2, 3] },
    );
    expect(trace.spans.map(({ service, kind, depth }) => [service, kind, depth])).toEqual([
      ["shop", "client", 0],
      ["cart", "server", 1],
      ["cart", "", 2],
    ]);
    expect(new Set(trace.spans.map(({ id }) => id)).size).toBe(3);
  });

  test("a chain of 10,000 spans is put in order", () => {
    const trace = traceOf(
      ...Array.from({ length: 10_000 }, (_, i) => ({
        id: `${i + 1}`,
        ...(i > 0 && { parent: `${i}` }),
        at: [i, 10_000] as const,
      })),
    );
    expect([trace.spans.at(-1)?.depth, trace.spans[0]?.below]).toEqual([9999, 9999]);
  });
});

test("self time is what no child covers, overlapping or not", () => {
  const trace = traceOf(
    { id: "r", at: [0, 100] },
    { id: "x", parent: "r", at: [10, 50] },
    { id: "y", parent: "r", at: [40, 60] },
    { id: "z", parent: "r", at: [90, 140] },
  );
  expect(selfSegments(trace.spans[0]!)).toEqual([
    [0, 10],
    [60, 90],
  ]);
  expect(trace.spans.map(selfTime)).toEqual([40, 40, 20, 50]);
});

test("a find looks at names, attributes as key=value, and errors; all words must fit", () => {
  const find = (text: string) => [...findSpans(shop(), text)];
  expect([find("order.id=O-1"), find("error"), find("a early"), find("nothing"), find(" ")]).toEqual([
    [1],
    [2],
    [1],
    [],
    [],
  ]);
});

test("a zoom from an address is shown as far as the trace goes, and not at all beyond it", () => {
  expect(shownView({ from: 20, to: 60 }, 100)).toEqual({ from: 20, to: 60 });
  expect(shownView({ from: 80, to: 300 }, 100)).toEqual({ from: 0, to: 100 });
  expect(shownView({ from: 900, to: 950 }, 100)).toEqual({ from: 0, to: 100 });
  expect(shownView(null, 100)).toEqual({ from: 0, to: 100 });
  expect(shownView(null, 0)).toEqual({ from: 0, to: 1 });
});

test("a view stays within the trace, and zooms around what is looked at", () => {
  expect(clampView(-10, 40, 100)).toEqual({ from: 0, to: 50 });
  expect(zoomedView({ from: 0, to: 100 }, 0.5, 100, 20)).toEqual({ from: 10, to: 60 });
  expect(pannedView({ from: 60, to: 90 }, 1, 100)).toEqual({ from: 70, to: 100 });
  expect(placeInView({ from: 50, to: 100 }, 75, 100)).toEqual({ left: 50, width: 50 });
  expect(placeInView({ from: 50, to: 100 }, 0, 10)).toBeNull();
  expect(ticksOf({ from: 0, to: 1000 }, 5)).toEqual([0, 200, 400, 600, 800, 1000]);
});
