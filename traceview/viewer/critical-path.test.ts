import { expect, test } from "vitest";
import { criticalPath, pathShares } from "./critical-path.ts";
import { type Sketch, traceOf } from "./model/testing-trace.ts";

function pathOf(...sketches: readonly Sketch[]): Record<string, readonly (readonly [number, number])[]> {
  const trace = traceOf(...sketches);
  return Object.fromEntries(
    [...criticalPath(trace)].map(([index, segments]) => [trace.spans[index]!.operation, segments]),
  );
}

test("a span alone is its own path", () => {
  expect(pathOf({ id: "r", at: [0, 10] })).toEqual({ r: [[0, 10]] });
});

test("calls one after the other are all on it, with the gaps between them", () => {
  expect(
    pathOf({ id: "r", at: [0, 100] }, { id: "x", parent: "r", at: [10, 40] }, { id: "y", parent: "r", at: [50, 90] }),
  ).toEqual({
    r: [
      [0, 10],
      [40, 50],
      [90, 100],
    ],
    x: [[10, 40]],
    y: [[50, 90]],
  });
});

test("it begins at the longest root, and their parts add up to it", () => {
  const trace = traceOf({ id: "lost", at: [0, 10] }, { id: "r", at: [5, 100] }, { id: "x", parent: "r", at: [20, 60] });
  const shares = pathShares(trace, criticalPath(trace));
  expect(shares.map(({ span, time }) => [span.operation, time])).toEqual([
    ["r", 55],
    ["x", 40],
  ]);
});

test("the far side of a call counts although its clock runs ahead", () => {
  expect(
    pathOf({ id: "c", kind: "client", at: [0, 50] }, { id: "s", parent: "c", kind: "server", at: [10, 60] }),
  ).toEqual({ c: [[0, 10]], s: [[10, 50]] });
});

test("what only follows from its parent was not waited for", () => {
  const references = [{ refType: "FOLLOWS_FROM" as const, traceID: "t", spanID: "r" }];
  expect(pathOf({ id: "r", at: [0, 50] }, { id: "x", at: [10, 50], references })).toEqual({ r: [[0, 50]] });
});

test("a trace without spans has none", () => {
  expect(pathOf()).toEqual({});
});
