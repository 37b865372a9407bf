import { expect, test } from "vitest";
import { criticalPath, pathShares } from "./critical-path.ts";
import { type Sketch, traceOf } from "./model/testing-trace.ts";

function pathOf(...sketches: readonly Sketch[]): Record<string, readonly (readonly [number, number])[]> {
  const trace = traceOf(...sketches);
  return Object.fromEntries([...criticalPath(trace)].map(([index, segments]) => [trace.spans[index]!.id, segments]));
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

test("of calls side by side only the last to end was waited for", () => {
  expect(
    pathOf({ id: "r", at: [0, 100] }, { id: "x", parent: "r", at: [10, 40] }, { id: "y", parent: "r", at: [10, 90] }),
  ).toEqual({
    r: [
      [0, 10],
      [90, 100],
    ],
    y: [[10, 90]],
  });
});

test("a fan-out, then a join: the slowest of the first, then the second", () => {
  expect(
    pathOf(
      { id: "r", at: [0, 100] },
      { id: "x", parent: "r", at: [0, 30] },
      { id: "y", parent: "r", at: [0, 50] },
      { id: "z", parent: "r", at: [50, 100] },
    ),
  ).toEqual({ y: [[0, 50]], z: [[50, 100]] });
});

test("it goes down through the levels", () => {
  expect(
    pathOf(
      { id: "r", at: [0, 100] },
      { id: "x", parent: "r", at: [20, 80] },
      { id: "deep", parent: "x", at: [30, 60] },
    ),
  ).toEqual({
    r: [
      [0, 20],
      [80, 100],
    ],
    x: [
      [20, 30],
      [60, 80],
    ],
    deep: [[30, 60]],
  });
});

test("what outlasts its parent was not waited for", () => {
  expect(pathOf({ id: "r", at: [0, 50] }, { id: "later", parent: "r", at: [10, 90] })).toEqual({ r: [[0, 50]] });
});

test("the far side of a call counts although its clock runs ahead", () => {
  expect(
    pathOf({ id: "c", kind: "client", at: [0, 50] }, { id: "s", parent: "c", kind: "server", at: [10, 60] }),
  ).toEqual({ c: [[0, 10]], s: [[10, 50]] });
});

test("the parts add up to the longest root, on any tree", () => {
  let seed = 7;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let round = 0; round < 200; round += 1) {
    const sketches: Sketch[] = [{ id: "0", at: [0, 1000] }];
    for (let n = 1; n < 25; n += 1) {
      const parent = sketches[Math.floor(random() * n)]!;
      const [from, to] = parent.at;
      const start = Math.floor(from + random() * (to - from));
      sketches.push({ id: String(n), parent: parent.id, at: [start, Math.floor(start + random() * (to - start))] });
    }
    const trace = traceOf(...sketches);
    const shares = pathShares(trace, criticalPath(trace));
    expect(shares.reduce((sum, { time }) => sum + time, 0)).toBe(1000);
  }
});

test("a trace without spans has none, and a chain of 20,000 does not exhaust the stack", () => {
  expect(pathOf()).toEqual({});
  const chain = Array.from({ length: 20_000 }, (_, n): Sketch => {
    const at = [n, 40_000 - n] as const;
    return n === 0 ? { id: "0", at } : { id: String(n), parent: String(n - 1), at };
  });
  expect(criticalPath(traceOf(...chain)).size).toBe(20_000);
});
