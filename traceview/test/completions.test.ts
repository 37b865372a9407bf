import { expect, test } from "vitest";
import type { CompletionAnswer } from "../src/viewer-api/answers.ts";
import type { TraceStore } from "../src/index.ts";
import { getJson } from "./filled-store.ts";
import { span, tag } from "./spans.ts";
import { startTestStore } from "./start.ts";

/** The completions as they stand in a query: "key" or "key=value". */
async function complete(traces: TraceStore, params: Record<string, string>): Promise<string[]> {
  const query = new URLSearchParams(params).toString();
  const { body } = await getJson(traces, `/api/view/completions?${query}`);
  return (body as CompletionAnswer).items.map(({ key, value }) => (value === "" ? key : `${key}=${value}`));
}

async function startSomeStore(): Promise<TraceStore> {
  const traces = await startTestStore();
  const paid = { service: "paymentservice", operation: "Payment/Charge", kind: "server" } as const;
  traces.store.add([
    span({ traceId: "1", ...paid, tags: [tag("app.payment.currency", "EUR")] }),
    span({ traceId: "2", ...paid, tags: [tag("app.payment.currency", "EUR")] }),
    span({ traceId: "3", ...paid, tags: [tag("app.payment.currency", "JPY"), tag("statement", "x".repeat(200))] }),
    span({
      traceId: "4",
      spanId: "b",
      service: "frontend",
      operation: "PING",
      kind: "client",
      tags: [tag("db.system", "redis")],
    }),
    span({ traceId: "4", service: "frontend", operation: "GET /", tags: [tag("http.response.status_code", 200)] }),
  ]);
  return traces;
}

test("keys come by what they contain, those that begin with it first, and services and operations with them", async () => {
  await using traces = await startSomeStore();
  expect(await complete(traces, { text: "PAY" })).toEqual([
    "app.payment.currency",
    "service=paymentservice",
    "operation=Payment/Charge",
  ]);
  expect(await complete(traces, { text: "d" })).toEqual(expect.arrayContaining(["duration", "db.system", "pinned"]));
  expect((await complete(traces, { text: "d" })).slice(0, 3)).toEqual(["database", "duration", "db.system"]);
  expect((await complete(traces, {})).slice(0, 4)).toEqual(["error", "pinned", "mine", "service"]);
});

test.for([
  ["service", "", ["service=frontend", "service=paymentservice"]],
  ["caller", "front", ["caller=frontend"]],
  ["operation", "get", ["operation=GET /"]],
  ["kind", "ser", ["kind=server"]],
  ["database", "", ["database=redis"]],
  ["duration", "1", ["duration=100ms", "duration=1s"]],
  ["app.payment.currency", "", ["app.payment.currency=EUR", "app.payment.currency=JPY"]],
  ["app.payment.currency", "jp", ["app.payment.currency=JPY"]],
  ["http.response.status_code", "2", ["http.response.status_code=200"]],
  ["statement", "", []],
  ["nothing", "", []],
] as const)("values of %s that contain %j: %j", async ([key, text, expected]) => {
  await using traces = await startSomeStore();
  expect(await complete(traces, { key, text })).toEqual(expected);
});
