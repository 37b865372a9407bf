import { afterEach, describe, expect, test, vi } from "vitest";
import {
  fetchComparison,
  fetchIds,
  fetchMap,
  fetchOperations,
  fetchRed,
  fetchRelatedTraces,
  fetchSearch,
  fetchServices,
  fetchSources,
  fetchStore,
  fetchTrace,
  fetchTraceLinks,
  fetchTraceLogs,
  followedTrace,
  setPin,
  uploadFile,
} from "./api-client.ts";

const { signal } = new AbortController();
afterEach(() => vi.unstubAllGlobals());

function answerWith(body: string | null, status = 200): void {
  vi.stubGlobal("fetch", async () => new Response(body, { status }));
}

const QUESTIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  "/api/traces/a1": () => fetchTrace("a1", signal),
  "/api/view/traces/a1/related": () => fetchRelatedTraces("a1", signal),
  "/api/view/traces/a1/links": () => fetchTraceLinks("a1", signal),
  "/api/view/traces/a1/logs": () => fetchTraceLogs("a1", signal),
  "/api/view/sources": () => fetchSources(signal),
  "/api/view/ids": () => fetchIds("a1", signal),
  "/api/services": () => fetchServices(signal),
  "/api/services/cart/operations": () => fetchOperations("cart", signal),
  "/api/view/search": () => fetchSearch("q=error", signal),
  "/api/view/map": () => fetchMap(1000, signal),
  "/api/view/red": () => fetchRed(1000, "", signal),
  "/api/view/compare": () => fetchComparison("a", "b", signal),
  "/api/view/store": () => fetchStore(signal),
  "/api/view/upload": () => uploadFile(new File([], "traces.json")),
};

describe.each(Object.entries(QUESTIONS))("an answer to %s", (path, ask) => {
  test.each(["null", '"text"', "7", "<html>", '{"data":7,"traces":7,"nodes":[],"rows":{}}', '{"data":[{"spans":[]}]}'])(
    "that is %s is told in a sentence for people",
    async (body) => {
      answerWith(body);
      await expect(ask()).rejects.toThrow(`The answer to ${path} is not the trace store's.`);
    },
  );

  test.each<[string, string]>([
    ['{"errors":[{"code":404,"msg":"v1 says so"}]}', "v1 says so"],
    ['{"error":{"message":"v3 says so"}}', "v3 says so"],
    ['{"message":"Fastify says so"}', "Fastify says so"],
    ['{"errors":[null],"error":null,"message":7}', "The trace store answered 500."],
    ["<html>", "The trace store answered 500."],
  ])("that is an error, %s, is shown", async (body, message) => {
    answerWith(body, 500);
    await expect(ask()).rejects.toThrow(message);
  });
});

test("answers of the store are taken as they are", async () => {
  const trace = { traceID: "a1", spans: [], processes: {} };
  answerWith(JSON.stringify({ data: [trace] }));
  expect(await fetchTrace("a1", signal)).toEqual(trace);
  answerWith('{"data":["cartservice"]}');
  expect(await fetchServices(signal)).toEqual(["cartservice"]);
  answerWith('{"traces":[],"total":0,"problem":null}');
  expect(await fetchSearch("q=", signal)).toEqual({ traces: [], total: 0, problem: null });
  answerWith(null, 204);
  expect(await setPin("a1", true)).toBeUndefined();
});

test("a trace that is not there, and a store that is not there, have sentences of their own", async () => {
  answerWith('{"data":[]}');
  await expect(fetchTrace("a1", signal)).rejects.toThrow("trace not found");
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("fetch failed")));
  await expect(fetchTrace("a1", signal)).rejects.toThrow("The trace store does not answer. Is it still running?");
});

test("an event of the live tail that is not a summary is left out", () => {
  const summary = { traceID: "a1", services: [], faults: [] };
  expect(followedTrace(JSON.stringify(summary))).toEqual(summary);
  for (const odd of [undefined, "", "null", "[]", "7", "{}", '{"services":{}}'])
    expect(followedTrace(odd)).toBeUndefined();
});
