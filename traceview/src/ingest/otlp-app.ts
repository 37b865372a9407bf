import type { FastifyInstance } from "fastify";
import { createApp } from "../http.ts";
import type { SpanStore } from "../store/span-store.ts";
import { Batch } from "./batch.ts";
import { BODY_BYTES_MAX, bodyBytes, failureOf, mediaType, takeBodiesAsBytes } from "./body.ts";
import { IngestError } from "./ingest-error.ts";
import { exportResponse, JSON_TYPE, PROTOBUF_TYPE, statusResponse } from "./otlp-answer.ts";
import { readOtlpJson } from "./otlp-json.ts";
import { readOtlpProtobuf } from "./otlp-protobuf.ts";
import type { TagPool } from "../store/tag-pool.ts";

/** OTLP over HTTP: POST /v1/traces in JSON or protobuf; the answer has the same format. */
export function otlpApp(store: SpanStore, pool: TagPool): FastifyInstance {
  const app = createApp(BODY_BYTES_MAX);
  takeBodiesAsBytes(app);
  app.post("/v1/traces", async (request, reply) => {
    const type = mediaType(request);
    if (type !== JSON_TYPE && type !== PROTOBUF_TYPE) {
      throw new IngestError(415, `content type ${JSON.stringify(type)}: expected ${PROTOBUF_TYPE} or ${JSON_TYPE}`);
    }
    const batch = new Batch(pool);
    const bytes = await bodyBytes(request);
    if (type === JSON_TYPE) readOtlpJson(bytes, batch);
    else readOtlpProtobuf(bytes, batch);
    store.countRejectedSpans(batch.rejected);
    store.add(batch.spans);
    return reply.type(type).send(exportResponse(type, batch));
  });
  app.setErrorHandler((error, request, reply) => {
    store.countRejectedBody();
    const { status, message } = failureOf(error);
    const type = mediaType(request) === PROTOBUF_TYPE ? PROTOBUF_TYPE : JSON_TYPE;
    return reply.code(status).type(type).send(statusResponse(type, message));
  });
  return app;
}
