import type { FastifyInstance } from "fastify";
import { createApp } from "../http.ts";
import type { SpanStore } from "../store/span-store.ts";
import { Batch } from "./batch.ts";
import { BODY_BYTES_MAX, bodyBytes, failure, mediaType, takeBodiesAsBytes } from "./body.ts";
import { IngestError } from "./ingest-error.ts";
import type { TagPool } from "./tag-pool.ts";
import { readZipkinJson } from "./zipkin-json.ts";

/** Zipkin's collector: POST /api/v2/spans with a list of spans in JSON, answered 202 and nothing, or by a line that says why not. */
export function zipkinApp(store: SpanStore, pool: TagPool): FastifyInstance {
  const app = createApp(BODY_BYTES_MAX);
  takeBodiesAsBytes(app);
  app.post("/api/v2/spans", async (request, reply) => {
    const type = mediaType(request);
    if (type !== "application/json") {
      throw new IngestError(
        415,
        `content type ${JSON.stringify(type)}: expected application/json, Zipkin's second JSON`,
      );
    }
    const batch = new Batch(pool);
    readZipkinJson(await bodyBytes(request), batch);
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
