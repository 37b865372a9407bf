import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { conditionsIn, searchTraces } from "./trace-search.ts";

/** Stands for a Jaeger: it answers searches, and its page for every address that it does not know. */
let jaeger: Server;
let api = "";
const asked: URLSearchParams[] = [];

beforeAll(async () => {
  jaeger = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://jaeger");
    if (pathname !== "/api/traces") {
      response.end("<!doctype html><title>Jaeger UI</title>");
      return;
    }
    asked.push(searchParams);
    response.end(JSON.stringify({ data: [{ traceID: "abc", spans: [], processes: {} }] }));
  });
  await new Promise<void>((resolve) => jaeger.listen(0, "127.0.0.1", resolve));
  const address = jaeger.address();
  api = typeof address === "object" && address ? `http://127.0.0.1:${address.port}/` : "";
});
afterAll(() => jaeger.close());

const PERIOD = { fromUs: 1, toUs: 9 };

test("a Jaeger, which has no query language, is asked for service and tags", async () => {
  const found = await searchTraces(api, 'service=checkoutservice app.city="New York" error', PERIOD);
  expect(found).toEqual({ traceIds: ["abc".padStart(32, "0")], problem: "" });
  expect(Object.fromEntries(asked.at(-1) ?? [])).toEqual({
    service: "checkoutservice",
    tags: JSON.stringify({ "app.city": "New York", error: "true" }),
    start: "1",
    end: "9",
    limit: "1500",
  });
});

test("without a service, a Jaeger is asked for the frontend's spans", async () => {
  await searchTraces(api, "error=true", PERIOD);
  expect(asked.at(-1)?.get("service")).toBe("frontend");
});

test("what only the viewer's language can say is not run in a Jaeger, and the problem says so", async () => {
  const before = asked.length;
  const { traceIds, problem } = await searchTraces(api, "error OR duration>50ms", PERIOD);
  expect(traceIds).toEqual([]);
  expect(problem).toContain("This store is a Jaeger");
  expect(asked).toHaveLength(before);
});

test("the query of a search page's address is taken out of it", async () => {
  await searchTraces(api, "http://localhost:16686/search?q=http.route%3D%2Fcart", PERIOD);
  expect(asked.at(-1)?.get("tags")).toBe(JSON.stringify({ "http.route": "/cart" }));
});

test.each([
  ["a=b", { a: "b" }],
  ["a=b AND c=d", { a: "b", c: "d" }],
  ["error", { error: "true" }],
  ['a="b c"', { a: "b c" }],
  ["word", undefined],
  ["a!=b", undefined],
  ["a~b", undefined],
  ["duration>5ms", undefined],
  ["NOT error", undefined],
  ["(a=b)", undefined],
  ["", undefined],
])("the conditions in %j", (query, expected) => {
  expect(conditionsIn(query)).toEqual(expected);
});
