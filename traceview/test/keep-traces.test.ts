import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { TraceStore, TraceStoreOptions } from "../src/index.ts";
import { span } from "./spans.ts";
import { startTestStore } from "./start.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "keep-traces-"));
  file = join(folder, "traces.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const id = (text: string): string => text.padStart(32, "0");
const idsIn = ({ store }: TraceStore) => [...store.traces()].map(({ traceId }) => traceId.replace(/^0+/, ""));

/** A store that serves, and then keeps its traces in the file. */
async function startKeeping(options: Partial<TraceStoreOptions> = {}, growthBytesMax?: number) {
  const traces = await startTestStore(options);
  await traces.keepIn(file, growthBytesMax);
  return traces;
}

async function fillFile(count: number): Promise<void> {
  await using traces = await startKeeping();
  for (let n = 1; n <= count; n += 1) traces.store.add([span({ traceId: `a${n}` })]);
}

test("a store that serves already keeps what came before and after, over many restarts", async () => {
  for (let run = 1; run <= 3; run += 1) {
    await using traces = await startTestStore();
    traces.store.add([span({ traceId: `b${run}` })]);
    await traces.keepIn(file);
    traces.store.add([span({ traceId: `c${run}` })]);
    traces.store.add([span({ traceId: "c1", spanId: `${run}`, operation: `run ${run}` })]);
    if (run === 1) traces.store.pin(id("b1"));
  }
  await using again = await startKeeping();
  expect(idsIn(again).toSorted()).toEqual(["b1", "b2", "b3", "c1", "c2", "c3"]);
  expect(again.store.trace(id("c1"))?.spans.map(({ operation }) => operation)).toEqual(
    expect.arrayContaining(["run 1", "run 2", "run 3"]),
  );
  expect(again.store.isPinned(id("b1"))).toBe(true);
});

test("what was sent since the start stays when there is no room for all that the file holds", async () => {
  await fillFile(250);
  await using traces = await startTestStore({ maxSpans: 120 });
  traces.store.add([span({ traceId: "b1" }), span({ traceId: "b2" })]);
  await traces.keepIn(file);
  const ids = idsIn(traces);
  expect(ids).toHaveLength(120);
  expect(ids.slice(-3)).toEqual(["a250", "b1", "b2"]);
});

test("traces of a file that somebody opened are kept, too, with their pins", async () => {
  {
    await using traces = await startKeeping();
    const spans = ["f1", "f2"].map((traceId) => ({
      traceId,
      id: "a",
      name: "opened",
      timestamp: 1_700_000_000_000_000,
    }));
    const body = JSON.stringify(spans);
    expect((await fetch(`${traces.queryUrl}/api/view/upload`, { method: "POST", body })).status).toBe(200);
    traces.store.pin(id("f2"));
  }
  await using again = await startKeeping();
  expect(idsIn(again).toSorted()).toEqual(["f1", "f2"]);
  expect(again.store.isPinned(id("f2"))).toBe(true);
});

test("who follows new traces is not told of old ones", async () => {
  await fillFile(3);
  await using traces = await startTestStore();
  const told: string[] = [];
  using _ = traces.store.subscribe((touched) => told.push(...[...touched].map(({ traceId }) => traceId)));
  await traces.keepIn(file);
  traces.store.add([span({ traceId: "b" })]);
  expect(told).toEqual([id("b")]);
  expect(idsIn(traces)).toHaveLength(4);
});

/** So many that reading them takes several turns of the event loop, even on a fast machine. */
const SPANS = 10_000;

test("a store that is closed while it reads the file loses nothing of it, and nothing that came", async () => {
  await fillFile(SPANS);
  {
    const traces = await startTestStore();
    // So little may be added that the file is to be written anew, which has to wait until it is read.
    const kept = traces.keepIn(file, 1000);
    await expect.poll(() => traces.store.stats().spans, { interval: 1 }).toBeGreaterThan(0);
    traces.store.add([span({ traceId: "b1" })]);
    await traces[Symbol.asyncDispose]();
    await kept;
    expect(traces.store.stats().spans).toBeLessThan(SPANS);
  }
  await using again = await startKeeping();
  expect(again.store.stats().spans).toBe(SPANS + 1);
  expect(idsIn(again)).toContain("b1");
});

test("the file has a bound, though it is not written anew at each start", async () => {
  const growthBytesMax = 20_000;
  for (let run = 0; run < 12; run += 1) {
    await using traces = await startKeeping({ maxSpans: 20 }, growthBytesMax);
    for (let n = 1; n <= 50; n += 1) traces.store.add([span({ traceId: `${run}f${n}` })]);
  }
  // 600 spans of 330 bytes came.
  expect(statSync(file).size).toBeLessThan(3 * growthBytesMax);
  await using again = await startKeeping({ maxSpans: 20 });
  expect(idsIn(again)).toContain("11f50");
});

test("damaged lines are left out, and what a crash cut short does not spoil what follows", async () => {
  await fillFile(2);
  const absurd = { ...span({ traceId: "absurd" }), process: 0 };
  appendFileSync(
    file,
    `${JSON.stringify({ ...absurd, durationUs: 1e300 })}\n${JSON.stringify({ ...absurd, startUs: -5 })}\n`,
  );
  appendFileSync(file, '{"garbage\n{"traceId":"cut sho');
  {
    await using traces = await startKeeping();
    traces.store.add([span({ traceId: "b", process: { service: "another", tags: [] } })]);
  }
  await using again = await startKeeping();
  expect(idsIn(again)).toEqual(["a1", "a2", "b"]);
  expect(again.store.services()).toContain("another");
  expect(readFileSync(file, "utf8")).not.toContain("garbage");
});

describe("a file that can't be used is left as it is, and the store goes on", () => {
  test.each<[string, () => void, RegExp]>([
    ["another program's", () => writeFileSync(file, "my diary\n"), /something other than traces/],
    ["one line without an end", () => writeFileSync(file, "x".repeat(5_000_000)), /something other than traces/],
    ["a folder", () => mkdirSync(file), /is no file/],
    ["enormous", () => (writeFileSync(file, ""), truncateSync(file, 600 * 2 ** 20)), /too large/],
  ])("%s", async (_, make, message) => {
    make();
    const before = statSync(file).isFile() && statSync(file).size < 1e8 ? readFileSync(file, "utf8") : undefined;
    await using traces = await startTestStore();
    await expect(traces.keepIn(file)).rejects.toThrow(message);
    if (before !== undefined) expect(readFileSync(file, "utf8")).toBe(before);
    traces.store.add([span({ traceId: "b" })]);
    expect(idsIn(traces)).toEqual(["b"]);
  });

  test("kept by another store", async () => {
    await using first = await startKeeping();
    await using second = await startTestStore();
    await expect(second.keepIn(file)).rejects.toThrow(/is kept by .*stop that one or choose another file/);
    expect(idsIn(first)).toEqual([]);
  });
});
