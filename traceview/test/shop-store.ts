import type { TraceStore } from "../src/index.ts";
import { TRACE } from "./filled-store.ts";
import { span, tag } from "./spans.ts";
import { startTestStore } from "./start.ts";

/** A frontend's request to the cart, one second ago. */
export async function startShop(nowMs = Date.now()): Promise<TraceStore> {
  const traces = await startTestStore({ basePath: "/jaeger" });
  const startUs = (nowMs - 1000) * 1000;
  traces.store.add([
    span({
      traceId: TRACE,
      spanId: "1",
      service: "frontend",
      operation: "GET /cart",
      kind: "server",
      startUs,
      durationUs: 4000,
      tags: [tag("span.kind", "server"), tag("http.status_code", 200), tag("driver", "T7")],
    }),
    span({
      traceId: TRACE,
      spanId: "2",
      parentSpanId: "1",
      operation: "Get",
      kind: "server",
      error: true,
      startUs: startUs + 100,
      durationUs: 2000,
      tags: [tag("span.kind", "server"), tag("error", true)],
      logs: [{ timestampUs: startUs + 200, fields: [tag("event", "miss")] }],
    }),
  ]);
  return traces;
}
