import type { FastifyInstance } from "fastify";
import { createApp } from "../http.ts";
import type { SpanStore } from "../store/span-store.ts";
import { Batch } from "./batch.ts";
import { BODY_BYTES_MAX, bodyBytes, failure, mediaType, takeBodiesAsBytes } from "./body.ts";
import type { TagPool } from "./tag-pool.ts";

interface Format {
  readonly path: string;
  /** Throws an IngestError for a content type that is none of its. */
  readonly check: (type: string) => void;
  readonly read: (bytes: Buffer, batch: Batch) => void;
}

/** A collector that answers a POST with 202 and nothing, or with a line that says why not. */
export function plainCollector(store: SpanStore, pool: TagPool, { path, check, read }: Format): FastifyInstance {
  const app = createApp(BODY_BYTES_MAX);
  takeBodiesAsBytes(app);
  app.post(path, async (request, reply) => {
    check(mediaType(request));
    const batch = new Batch(pool);
    read(await bodyBytes(request), batch);
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
