import { describe, expect, test } from "vitest";
import { spanId, type Sketch, traceOf } from "./testing-trace.ts";
import { endIf } from "./what-if.ts";

/** The end of a trace of sketches, if the spans of these names took as long as given. */
function endOf(assumed: Readonly<Record<string, number>>, ...sketches: readonly Sketch[]): number {
  return endIf(traceOf(...sketches), new Map(Object.entries(assumed).map(([id, time]) => [spanId(id), time])));
}

const call = (id: string, parent: string, at: readonly [number, number]): Sketch[] => [
  { id: `c${id}`, parent, kind: "client", service: "a", at },
  { id, parent: `c${id}`, kind: "server", service: "b", at: [at[0] + 1, at[1] - 1] },
];

describe("what if a span took another time", () => {
  const sequence: Sketch[] = [{ id: "r", at: [0, 100] }, ...call("x", "r", [10, 40]), ...call("y", "r", [50, 90])];

  test("nothing assumed: the trace ends as it did", () => {
    expect(endOf({}, ...sequence)).toBe(100);
  });

  test("what followed moves forward; the time between both sides of the call stays", () => {
    expect(endOf({ x: 8 }, ...sequence)).toBe(80);
    expect(endOf({ x: 0 }, ...sequence)).toBe(72);
    expect(endOf({ cx: 0 }, ...sequence)).toBe(70);
    expect(endOf({ x: 0, y: 0 }, ...sequence)).toBe(34);
    expect(endOf({ r: 5 }, ...sequence)).toBe(5);
  });

  test("a longer span moves what followed back", () => {
    expect(endOf({ x: 128 }, ...sequence)).toBe(200);
  });

  test("of spans side by side the slowest counts, also when it becomes another", () => {
    const together: Sketch[] = [
      { id: "r", at: [0, 100] },
      { id: "slow", parent: "r", at: [10, 80] },
      { id: "fast", parent: "r", at: [10, 40] },
      { id: "after", parent: "r", at: [85, 95] },
    ];
    expect(endOf({ slow: 0 }, ...together)).toBe(60);
    expect(endOf({ slow: 50 }, ...together)).toBe(80);
    expect(endOf({ fast: 0 }, ...together)).toBe(100);
  });

  test("a span that outlasts its parent is not waited for", () => {
    const detached: Sketch[] = [
      { id: "r", at: [0, 50] },
      { id: "later", parent: "r", at: [40, 900] },
    ];
    expect(endOf({ later: 0 }, ...detached)).toBe(50);
  });

  test("a caller that gave up does not wait for more than it did", () => {
    const gaveUp: Sketch[] = [
      { id: "r", at: [0, 60] },
      { id: "c", parent: "r", kind: "client", at: [5, 55] },
      { id: "s", parent: "c", kind: "server", service: "b", at: [6, 500] },
    ];
    expect(endOf({ s: 400 }, ...gaveUp)).toBe(60);
    expect(endOf({ s: 10 }, ...gaveUp)).toBe(20);
  });

  test("clocks that differ change nothing: only durations of a call count", () => {
    const skewed: Sketch[] = [
      { id: "r", at: [0, 60] },
      { id: "c", parent: "r", kind: "client", at: [5, 55] },
      { id: "s", parent: "c", kind: "server", service: "b", at: [300, 340] },
    ];
    expect(endOf({ s: 0 }, ...skewed)).toBe(20);
  });

  test("10,000 children of one span", () => {
    const many = Array.from({ length: 10_000 }, (_, n): Sketch => ({ id: `${n + 1}`, parent: "r", at: [n, n + 1] }));
    expect(endOf({ 1: 0 }, { id: "r", at: [0, 10_000] }, ...many)).toBe(9999);
  });

  test("dropping a span never makes the trace longer, where others outlast their parent by a rounding", () => {
    const outlasting: Sketch[] = [
      { id: "r", at: [0, 1000] },
      { id: "x", parent: "r", at: [0, 1000] },
      { id: "y", parent: "r", at: [50, 1050] },
    ];
    expect(endOf({ x: 0 }, ...outlasting)).toBe(1000);
    expect(endOf({ y: 0 }, ...outlasting)).toBe(1000);
    expect(endOf({ x: 0, y: 0 }, ...outlasting)).toBe(50);
  });
});
