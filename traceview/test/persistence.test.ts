import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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

test("pins of persons are theirs after a restart; those of a file without persons are everybody's", async () => {
  const id = (text: string): string => text.padStart(32, "0");
  {
    await using traces = await startTestStore({ file });
    traces.store.add([span({ traceId: "1" }), span({ traceId: "2" })]);
    for (const person of ["ada", "bob"]) traces.store.pin(id("1"), person);
    traces.store.pin(id("2"));
  }
  await using again = await startTestStore({ file });
  expect([...again.store.pinnedBy(id("1"))]).toEqual(["ada", "bob"]);
  expect([...again.store.pinnedBy(id("2"))]).toEqual([""]);
  expect([again.store.unpin(id("1"), "ada"), again.store.unpin(id("1"), "ada")]).toEqual([true, false]);
  expect([again.store.isPinned(id("1")), again.store.isPinned(id("1"), "ada")]).toEqual([true, false]);
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

test.each([
  ["no JSON", "{ oops"],
  ["a span without tags", '{"traceId":"x","spanId":"y","process":0}'],
  [
    "a span whose logs are a number",
    '{"traceId":"1","spanId":"2","parentSpanId":"","operation":"x","startUs":1,"durationUs":1,"process":0,"tags":[],"logs":7,"links":[]}',
  ],
  ["null", "null"],
])("a line in the midst that is %s costs itself alone, with a warning that names it", async (_what, damaged) => {
  {
    await using traces = await startTestStore({ file });
    traces.store.add([FULL]);
    traces.store.add([span({ traceId: "2" })]);
  }
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  writeFileSync(file, `\ufeff${lines.toSpliced(3, 0, damaged).join("\r\n")}\r\n`);
  const warned = once(process, "warning");
  await using again = await startTestStore({ file });
  expect(String((await warned)[0])).toContain(
    `${file}: lines that could not be read are left out: 1, the first is line 4`,
  );
  expect(again.store.stats().spans).toBe(2);
});

test("spans that share an id are told apart after a restart as before", async () => {
  const client = span({ spanId: "a", kind: "client", service: "shop" });
  const server = span({ spanId: "a", kind: "server", service: "cart" });
  const child = span({ spanId: "c", parentSpanId: "a", service: "cart" });
  let before: readonly unknown[] = [];
  {
    await using traces = await startTestStore({ file });
    for (const one of [child, server, client]) traces.store.add([one]);
    before = traces.store.trace(id("1"))!.spans;
  }
  await using again = await startTestStore({ file });
  expect(again.store.trace(id("1"))!.spans).toEqual(before);
  expect(new Set(again.store.trace(id("1"))!.spans.map(({ spanId }) => spanId)).size).toBe(3);
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

/** Starts a trace store with this file as a separate process. */
async function otherStore() {
  const main = join(import.meta.dirname, "../src/main.ts");
  const ports = ["--query-port", "--jaeger-port", "--otlp-http-port", "--otlp-grpc-port", "--zipkin-port"];
  const args = [main, "--file", file, ...ports.flatMap((flag) => [flag, "0"])];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const ended = once(child, "exit");
  return {
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

test("a second store over the same file is refused, by whatever name, and told who has it; the first goes on", async () => {
  await using traces = await startTestStore({ file });
  const refusal = new RegExp(
    `is kept by a trace store \\(pid ${process.pid}, since \\d{4}-.*: stop that one or choose`,
  );
  await expect(startTestStore({ file })).rejects.toThrow(refusal);
  await expect(startTestStore({ file: join(folder, "..", folder.split("/").at(-1)!, "traces.jsonl") })).rejects.toThrow(
    refusal,
  );
  symlinkSync(file, join(folder, "link"));
  await expect(startTestStore({ file: join(folder, "link") })).rejects.toThrow(refusal);
  symlinkSync(folder, join(folder, "loop"));
  await expect(startTestStore({ file: join(folder, "loop/traces.jsonl") })).rejects.toThrow(refusal);
  traces.store.add([FULL]);
  await expect.poll(() => readFileSync(file, "utf8")).toContain(`"traceId":"${FULL.traceId}"`);
});

test("one in another process has the file until it ends, be it killed", async () => {
  {
    await using other = await otherStore();
    await expect(startTestStore({ file })).rejects.toThrow(`is kept by a trace store (pid ${other.pid}, since `);
  }
  await using _ = await startTestStore({ file });
});

test("a store that could not start has let go of its file", async () => {
  writeFileSync(file, "dear diary\n");
  await expect(startTestStore({ file })).rejects.toThrow("something other than traces");
  rmSync(file);
  await using _ = await startTestStore({ file });
});

test("what is no file is refused and left as it is", async () => {
  mkdirSync(join(folder, "sub"));
  await expect(startTestStore({ file: join(folder, "sub") })).rejects.toThrow("is no file");
  symlinkSync("/dev/null", join(folder, "null"));
  await expect(startTestStore({ file: join(folder, "null") })).rejects.toThrow("is no file");
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
});

test("a link to the file stays a link", async () => {
  symlinkSync(file, join(folder, "link"));
  writeFileSync(file, "");
  {
    await using traces = await startTestStore({ file: join(folder, "link") });
    traces.store.add([FULL]);
  }
  expect(lstatSync(join(folder, "link")).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, "utf8")).toContain(FULL.traceId);
});
