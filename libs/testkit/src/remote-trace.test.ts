import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { fetchTrace } from "./remote-trace.ts";

/** A query API that gives these answers one after the other, the last one for ever. */
async function answering(...answers: ((response: ServerResponse) => void)[]) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    answers[Math.min(asked.push(request.url ?? "") - 1, answers.length - 1)]?.(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, [Symbol.asyncDispose]: async () => void server.close() };
}

const notFound = (response: ServerResponse) =>
  response.writeHead(404).end(JSON.stringify({ data: null, errors: [{ code: 404, msg: "trace not found" }] }));

const reference = (spanID: string) => [{ refType: "CHILD_OF", traceID: "ab", spanID }];
const call = { operationName: "hipstershop.X/Y", traceID: "ab", duration: 5 };
const kind = (value: string) => ({ key: "span.kind", value });
const spans = [
  { ...call, spanID: "1", startTime: 0, tags: [kind("client"), { key: "n", value: 1 }], processID: "p1" },
  {
    ...call,
    spanID: "2",
    references: reference("1"),
    startTime: 1,
    tags: [kind("server"), { key: "error", value: true }],
    processID: "p2",
  },
];
const processes = { p1: { serviceName: "a" }, p2: { serviceName: "b" } };
const found = (count: number) => (response: ServerResponse) =>
  response.end(JSON.stringify({ data: [{ traceID: "ab", spans: spans.slice(0, count), processes }] }));

test("a trace is fetched again until it is whole", async () => {
  await using api = await answering(notFound, found(1), found(2));
  const trace = await fetchTrace(`${api.url}/`, "ab", { pollMs: 1 });
  expect(api.asked).toEqual(["/api/traces/ab", "/api/traces/ab", "/api/traces/ab"]);
  expect(trace.spans).toEqual([
    expect.objectContaining({
      spanId: "0000000000000001",
      parentSpanId: "",
      kind: "client",
      error: false,
      process: { service: "a", tags: [] },
    }),
    expect.objectContaining({
      spanId: "0000000000000002",
      parentSpanId: "0000000000000001",
      kind: "server",
      error: true,
      startUs: 1,
      durationUs: 5,
    }),
  ]);
  expect(trace.spans[0]?.tags).toContainEqual({ key: "n", type: "int64", value: 1 });
});

test("at the deadline it says what had arrived", async () => {
  await using half = await answering(found(1));
  const waiting = fetchTrace(half.url, "ab", { deadlineMs: 300, pollMs: 1 });
  await expect(waiting).rejects.toThrow(
    /was not complete at .* within 300 ms; only this of it had arrived:\n.*a → X\/Y/,
  );
  await using none = await answering(notFound);
  await expect(fetchTrace(none.url, "ab", { deadlineMs: 300, pollMs: 1 })).rejects.toThrow("nothing of it had arrived");
});

test("what does not answer, and what answers something else, is said at once", async () => {
  const { url, ...gone } = await answering(notFound);
  await gone[Symbol.asyncDispose]();
  await expect(fetchTrace(url, "ab")).rejects.toThrow(`no answer from ${url}/api/traces/ab`);
  await using page = await answering((response) => response.end("<html>"));
  await expect(fetchTrace(page.url, "ab")).rejects.toThrow("does not answer Jaeger's JSON");
  await using broken = await answering((response) => response.writeHead(500).end("oh no"));
  await expect(fetchTrace(broken.url, "ab")).rejects.toThrow("answers 500: oh no");
});
