import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { span, tag } from "./spans.ts";
import { startTestStore } from "./start.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "traces-"));
  file = join(folder, "traces.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const id = (text: string): string => text.padStart(32, "0");
const FULL = span({
  traceId: "1",
  kind: "server",
  error: true,
  tags: [tag("a", "Grüße\nzwei"), tag("big", 7), { key: "n", type: "float64", value: NaN }, tag("yes", true)],
  logs: [{ timestampUs: 5, fields: [tag("event", "e")] }],
  links: [{ type: "FOLLOWS_FROM", traceId: id("9"), spanId: "1".repeat(16), tags: [] }],
  process: { service: "shop", tags: [tag("service.version", "v1")] },
});

test("traces and pins are there again after a restart, and late spans join them", async () => {
  {
    await using traces = await startTestStore({ file });
    traces.store.add([FULL, span({ traceId: "2" })]);
    traces.store.pin(id("1"));
  }
  await using again = await startTestStore({ file });
  expect(again.store.trace(id("1"))!.spans).toEqual([FULL]);
  expect(again.store.isPinned(id("1"))).toBe(true);
  expect(again.store.stats()).toMatchObject({ traces: 2, spans: 2, pinned: { traces: 1 } });
  expect(again.store.seenServices()).toEqual([]);
  again.store.add([span({ traceId: "1", spanId: "b", parentSpanId: "a" })]);
  expect(again.store.trace(id("1"))!.spans).toHaveLength(2);
});

test("what was pinned survives though more came after it than fits", async () => {
  {
    await using traces = await startTestStore({ file, maxSpans: 4 });
    traces.store.add([span({ traceId: "1" })]);
    traces.store.pin(id("1"));
    for (let n = 2; n < 50; n += 1) traces.store.add([span({ traceId: String(n) })]);
  }
  await using again = await startTestStore({ file, maxSpans: 4 });
  expect([...again.store.traces()].map((trace) => trace.traceId)).toEqual([id("1"), id("47"), id("48"), id("49")]);
});

test("a restart leaves nothing of what was evicted in the file, and only its owner may read it", async () => {
  {
    await using traces = await startTestStore({ file, maxSpans: 4 });
    for (let n = 1; n < 500; n += 1) traces.store.add([span({ traceId: String(n) })]);
  }
  const before = statSync(file).size;
  {
    await using traces = await startTestStore({ file, maxSpans: 4 });
    expect(traces.store.stats().spans).toBe(4);
  }
  expect(statSync(file).size).toBeLessThan(before / 10);
  expect(statSync(file).mode & 0o077).toBe(0);
});

test("a line cut short by a crash costs that span alone", async () => {
  {
    await using traces = await startTestStore({ file });
    traces.store.add([FULL]);
  }
  appendFileSync(file, readFileSync(file, "utf8").trimEnd().split("\n").at(-1)!.slice(0, 40));
  await using again = await startTestStore({ file });
  expect(again.store.stats().spans).toBe(1);
});

test("a file that is something else is refused, and left as it is", async () => {
  writeFileSync(file, "dear diary\n");
  await expect(startTestStore({ file })).rejects.toThrow("something other than traces");
  expect(readFileSync(file, "utf8")).toBe("dear diary\n");
});

test("a folder that is not there is an error at the start", async () => {
  await expect(startTestStore({ file: join(folder, "none", "traces") })).rejects.toThrow("ENOENT");
});

test("spans are on disk soon after they came, without a stop", async () => {
  await using traces = await startTestStore({ file });
  traces.store.add([FULL]);
  await expect.poll(() => readFileSync(file, "utf8")).toContain(`"traceId":"${FULL.traceId}"`);
});
