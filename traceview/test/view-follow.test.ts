import { expect, test } from "vitest";
import type { TraceStore } from "../src/index.ts";
import { span } from "./spans.ts";
import { startTestStore } from "./start.ts";

/** Opens a stream; returns its content type and a function that reads until a text has arrived. */
async function open(traces: TraceStore, query: string, accept: string) {
  const controller = new AbortController();
  const answer = await fetch(`${traces.queryUrl}/api/view/follow${query}`, {
    headers: { accept },
    signal: controller.signal,
  });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const until = async (wanted: string): Promise<string> => {
    while (!text.includes(wanted)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`the stream ended after ${JSON.stringify(text)}`);
      text += value;
    }
    return text;
  };
  return { type: answer.headers.get("content-type"), until, close: () => controller.abort() };
}

test("server-sent events tell of each trace that fits, and again when it grows", async () => {
  await using traces = await startTestStore();
  const stream = await open(traces, "?service=cartservice&q=-error", "text/event-stream");
  expect(stream.type).toBe("text/event-stream");
  await stream.until("retry: 2000\n\n");
  traces.store.add([
    span({ traceId: "1", service: "other" }),
    span({ traceId: "2", error: true }),
    span({ traceId: "3" }),
  ]);
  const first = await stream.until("\n\nevent: trace");
  const text = await stream.until('"spanCount":1');
  expect(text).toMatch(/event: trace\ndata: \{"traceID":"0{31}3"/);
  expect(first).not.toMatch(/0{31}[12]"/);
  traces.store.add([span({ traceId: "3", spanId: "b" })]);
  await stream.until('"spanCount":2');
  stream.close();
});

test("a trace whose parent is missing is told of again when the parent is no longer expected", async () => {
  await using traces = await startTestStore();
  const stream = await open(traces, "", "application/x-ndjson");
  const startUs = (Date.now() - 28_500) * 1000;
  traces.store.add([span({ traceId: "1", parentSpanId: "f", startUs, durationUs: 10 })]);
  expect(await stream.until('"underWay":true')).not.toContain('"underWay":false');
  expect(await stream.until('"underWay":false')).toContain('"orphanCount":1');
  traces.store.add([span({ traceId: "1", spanId: "f", startUs, durationUs: 10 })]);
  expect(await stream.until('"orphanCount":0')).toContain('"spanCount":2');
  stream.close();
});

test("NDJSON for those who ask for it: one summary a line", async () => {
  await using traces = await startTestStore();
  const stream = await open(traces, "", "application/x-ndjson");
  expect(stream.type).toBe("application/x-ndjson");
  traces.store.add([span({ traceId: "1" })]);
  const [line] = (await stream.until("}\n")).split("\n");
  expect(JSON.parse(line!)).toMatchObject({ traceID: "1".padStart(32, "0"), pinned: false, errorCount: 0 });
  stream.close();
});

test("a query that cannot be understood is refused before anything streams", async () => {
  await using traces = await startTestStore();
  const answer = await fetch(`${traces.queryUrl}/api/view/follow?q=(`);
  expect([answer.status, await answer.json()]).toMatchObject([
    400,
    { error: { message: "'q', character 1: a condition is missing at the end" } },
  ]);
});

test("one reader too many is turned away; the store can be closed while others read", async () => {
  const traces = await startTestStore();
  const streams = await Promise.all(Array.from({ length: 100 }, () => open(traces, "", "text/event-stream")));
  expect((await fetch(`${traces.queryUrl}/api/view/follow`)).status).toBe(503);
  await traces[Symbol.asyncDispose]();
  await expect(streams[0]!.until("never")).rejects.toThrow(/terminated|ended/);
});
