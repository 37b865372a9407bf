import type { FastifyInstance } from "fastify";
import { createApp } from "../http.ts";
import type { SpanStore } from "../store/span-store.ts";
import { Batch } from "./batch.ts";
import { BODY_BYTES_MAX, bodyBytes, failure, mediaType, takeBodiesAsBytes } from "./body.ts";
import { malformed } from "./ingest-error.ts";
import { readJaegerBatch } from "./jaeger-batch.ts";
import type { TagPool } from "./tag-pool.ts";

const THRIFT_TYPES = new Set(["application/x-thrift", "application/vnd.apache.thrift.binary"]);

/** Jaeger's collector over HTTP: POST /api/traces with a thrift `Batch`, answered 202 and nothing, or by a line that says why not. */
export function jaegerApp(store: SpanStore, pool: TagPool): FastifyInstance {
  const app = createApp(BODY_BYTES_MAX);
  takeBodiesAsBytes(app);
  app.post("/api/traces", async (request, reply) => {
    const type = mediaType(request);
    if (!THRIFT_TYPES.has(type)) throw malformed(`content type ${JSON.stringify(type)}: expected application/x-thrift`);
    const batch = new Batch(pool);
    readJaegerBatch(await bodyBytes(request), batch);
    store.reject(batch.rejected);
    store.add(batch.spans);
    return reply.code(202).send();
  });
  app.setErrorHandler((error, _request, reply) => {
    store.rejectBody();
    const { status, message } = failure(error);
    return reply.code(status).type("text/plain; charset=utf-8").send(`${message}\n`);
  });
  return app;
}
