import { expect, test } from "vitest";
import { garbageOf } from "./garbage.ts";
import { summary } from "./in-turn.ts";
import { median } from "./median.ts";
import { parseOptions, parseVariant } from "./options.ts";
import { markdownOf, pagesOf } from "./report.ts";

const figures = (cpuMsPerPage: number, pagesPerSecond: number, p50Ms: number) => {
  return { cpuMsPerPage, pagesPerSecond, p50Ms, p99Ms: p50Ms };
};

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
  [[], 0],
])("the median of %j is %d", (values, expected) => expect(median(values)).toBe(expected));

const first = [figures(2, 400, 2), figures(4, 200, 4), figures(3, 300, 3)];
const floors = [0.5, 1, 0.5];
const ours = summary("ours", first, { first, floors });
const theirs = summary("original", [figures(4, 200, 4), figures(4, 400, 4), figures(9, 100, 3)], { first, floors });

test("ratios are those within a round", () => {
  expect(ours).toMatchObject({
    figures: figures(3, 300, 3),
    perFloor: 4,
    first: { cpu: 1, pagesPerSecond: 1, p50: 1 },
  });
  expect(theirs).toMatchObject({
    figures: figures(4, 200, 4),
    perFloor: 8,
    first: { cpu: 0.5, pagesPerSecond: 2, p50: 1 },
  });
});

test("a report has a row per scenario and a column per number of connections", () => {
  const measurements = [1, 4].map((connections) => {
    return { scenario: "home", connections, floorMs: 0.5 * connections, shops: [ours, theirs] };
  });
  const memory = [{ name: "ours", startMib: 112.4, endMib: 215 }];
  const run = { node: "v24.0.0", cores: 2, forMs: 4000, rounds: 3, memory, measurements };
  const markdown = markdownOf(run, 32.6);
  expect(markdown).toContain(
    "Node 24.0.0, 2 cores, 4 s per figure, medians of 3 rounds in turn; calibration job 33 ms.",
  );
  // Its rounds' ratios are 1/2, 1 and 1/3.
  expect(markdown).toContain(
    "The CPU ratio of a single round differs from the table's by 33 % (median), 100 % at most.",
  );
  expect(markdown).toContain("13 bare http2 exchanges: 0.50 to 2.00 ms of CPU.");
  expect(markdown).toContain(
    "## ours : original\n\n| CPU ms per page | 1 | 4 |\n| --- | --- | --- |\n| home | 3.00 : 4.00 = 0.50 | 3.00 : 4.00 = 0.50 |\n",
  );
  expect(markdown).toContain("| home | 300 : 200 = 2.00 |");
  expect(markdown).toContain("| home | 3.0 : 4.0 = 1.00 |");
  expect(markdown).toContain("| original | 1 | 4 |\n| --- | --- | --- |\n| home | 8.0 | 8.0 |");
  expect(markdown).toContain("| ours | 112 | 215 |");
  expect(Object.keys(pagesOf(measurements))).toEqual([
    "home, 1 connection",
    "original: home, 1 connection",
    "home, 4 connections",
    "original: home, 4 connections",
  ]);
});

test("allocated is what the heap grows by between collections, promoted what small ones move", () => {
  const heap = (new_space: number, old_space: number) => ({ new_space, old_space });
  const collections = [
    { isSmall: true, pauseMs: 2, before: heap(8000, 5000), after: heap(1000, 7000) },
    { isSmall: false, pauseMs: 10, before: heap(4000, 7500), after: heap(0, 3000) },
  ];
  // 7,000 of young and none of old; 3,000 and 500; and 2,000 while old space is swept.
  expect(garbageOf(heap(1000, 5000), collections, heap(2000, 2500))).toEqual({
    collections: 2,
    pausesMs: 12,
    allocatedKb: 12.5,
    promotedKb: 2,
  });
});

test("a variant has the flags of npm start unless it names others", () => {
  const plain = { processes: false, telemetry: true, nodeFlags: ["--max-semi-space-size=8"] };
  expect(parseVariant("again:")).toEqual({ name: "again", shop: plain });
  expect(parseVariant("eleven: --processes --telemetry off")).toEqual({
    name: "eleven",
    shop: { ...plain, processes: true, telemetry: false },
  });
  expect(parseVariant("before: --checkout ../old --node=--a=1 --node=--b")).toEqual({
    name: "before",
    shop: { ...plain, nodeFlags: ["--a=1", "--b"], checkout: "../old" },
  });
});

test("other shops are measured in rounds, and a profile at 4 connections", () => {
  expect(parseOptions([])).toMatchObject({ rounds: 1, connections: [1, 4, 16, 64], variants: [], peers: [] });
  const two = parseOptions(["--peer", "a", "--peer", "b", "--checkout", "/tmp/old"]);
  expect(two).toMatchObject({
    rounds: 3,
    peers: ["a", "b"],
    variants: [{ name: "old", shop: { checkout: "/tmp/old" } }],
  });
  expect(parseOptions(["--profile", "x"]).connections).toEqual([4]);
});

test.each([
  [["--seconds", "0"], '--seconds must be more than 0, not "0"'],
  [["--connections", "4,x"], '--connections must be more than 0, not "x"'],
  [["--only", "nothing"], '--only must be part of one of "home"'],
  [["--telemetry", "of"], "--telemetry must be on or off, not of"],
  [["--variant=--processes"], '--variant must be "name: options", not "--processes"'],
  [["--variant", "a: --process"], "Unknown option '--process'"],
  [["--profile", "x", "--processes"], "--profile is for the shop in one process"],
  [["--markdown", "/nowhere/a.md"], "--markdown must be a file that can be written"],
])("%j is refused: %s", (args, problem) => expect(() => parseOptions(args)).toThrow(problem));
