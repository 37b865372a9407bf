import type { FastifyInstance } from "fastify";
import { createApp } from "../http.ts";
import type { SpanStore } from "../store/span-store.ts";
import { Batch } from "./batch.ts";
import { BODY_BYTES_MAX, bodyBytes, failureOf, mediaType, takeBodiesAsBytes } from "./body.ts";
import type { TagPool } from "../store/tag-pool.ts";

const PLAIN = "text/plain; charset=utf-8";

interface Format {
  readonly path: string;
  /** Throws an IngestError for a content type of another format. */
  readonly check: (type: string) => void;
  readonly read: (bytes: Buffer, batch: Batch) => void;
}

/** A collector that answers a POST with 202 and its remarks, one per line, or with an error message as text. */
export function plainCollector(store: SpanStore, pool: TagPool, { path, check, read }: Format): FastifyInstance {
  const app = createApp(BODY_BYTES_MAX);
  takeBodiesAsBytes(app);
  app.post(path, async (request, reply) => {
    check(mediaType(request));
    const batch = new Batch(pool);
    read(await bodyBytes(request), batch);
    batch.assertAnySpanRead();
    store.countRejectedSpans(batch.rejected);
    store.add(batch.spans);
    reply.code(202);
    return batch.remarks.length === 0 ? reply.send() : reply.type(PLAIN).send(joinedLines(batch.remarks));
  });
  app.setErrorHandler((error, _request, reply) => {
    store.countRejectedBody();
    const { status, message } = failureOf(error);
    return reply
      .code(status)
      .type(PLAIN)
      .send(joinedLines([message]));
  });
  return app;
}

function joinedLines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}
