import type { Process } from "@hipstershop/traces";
import type { TraceStore } from "../src/index.ts";
import { span, tag } from "./spans.ts";
import { startTestStore } from "./start.ts";

export const TRACE = "0af7651916cd43dd8448eb211c80319c";
export const START = 1_700_000_000_000_000;
const frontend: Process = { service: "frontend", tags: [tag("service.version", "v1")] };

/** A store with one trace of two services, whose second span failed, and one of a short id. */
export async function startFilledStore(): Promise<TraceStore> {
  const traces = await startTestStore();
  traces.store.add([
    span({
      traceId: TRACE,
      spanId: "2",
      parentSpanId: "1",
      operation: "Get",
      kind: "server",
      error: true,
      startUs: START + 100,
      durationUs: 500,
      tags: [
        tag("span.kind", "server"),
        tag("error", true),
        tag("otel.status_code", "ERROR"),
        tag("otel.scope.name", "cart"),
      ],
      logs: [{ timestampUs: START + 200, fields: [tag("event", "retried"), tag("n", 1)] }],
      links: [{ type: "FOLLOWS_FROM", traceId: "b".padStart(32, "0"), spanId: "c".repeat(16), tags: [] }],
    }),
    span({
      traceId: TRACE,
      spanId: "1",
      process: frontend,
      operation: "GET /",
      startUs: START,
      durationUs: 2000,
      tags: [
        { key: "ratio", type: "float64", value: NaN },
        { key: "big", type: "int64", value: "9007199254740993" },
        { key: "raw", type: "binary", value: "AP+A" },
      ],
    }),
    span({ traceId: "b", spanId: "1", operation: "HGET", kind: "client", startUs: START - 5_000_000, durationUs: 10 }),
  ]);
  return traces;
}

/** GETs a path of the query port and parses its JSON. */
export async function getJson(
  traces: TraceStore,
  path: string,
): Promise<{ status: number; body: unknown; headers: Headers }> {
  const answer = await fetch(traces.queryUrl + path);
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}

/** GETs a path and returns the v1 envelope. */
export function getEnvelope(data: readonly unknown[]) {
  return { data, total: data.length, limit: 0, offset: 0, errors: null };
}

/** The error envelopes of v1 and v3. */
export const v1Error = (code: number, msg: unknown) => ({
  data: null,
  total: 0,
  limit: 0,
  offset: 0,
  errors: [{ code, msg }],
});
export const v3Error = (httpCode: number, message: unknown) => ({ error: { httpCode, message } });
