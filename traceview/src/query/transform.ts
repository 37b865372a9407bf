import { jaegerAnswer, writeJaegerTrace } from "@hipstershop/traces";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Batch } from "../ingest/batch.ts";
import { BODY_BYTES_MAX, bodyBytes, takeBodiesAsBytes } from "../ingest/body.ts";
import { readOtlpJson } from "../ingest/otlp-json.ts";
import type { TagPool } from "../store/tag-pool.ts";
import { SpanStore } from "../store/span-store.ts";

/** POST /transform converts OTLP's JSON to Jaeger's: Jaeger's UI sends uploaded files there. Nothing is stored. */
export function transformRoute(pool: TagPool) {
  return (app: FastifyInstance, _options: unknown, done: () => void): void => {
    takeBodiesAsBytes(app);
    app.post("/transform", { bodyLimit: BODY_BYTES_MAX }, (request) => transformToJaeger(request, pool));
    done();
  };
}

async function transformToJaeger(request: FastifyRequest, pool: TagPool) {
  const batch = new Batch(pool);
  readOtlpJson(await bodyBytes(request), batch);
  const passing = new SpanStore({ maxSpans: Infinity, maxBytes: Infinity });
  passing.add(batch.spans);
  return jaegerAnswer([...passing.traces()].map(writeJaegerTrace));
}
