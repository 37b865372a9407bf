import type { FastifyInstance, FastifyRequest } from "fastify";
import { createApp } from "../http.ts";
import type { SpanStore } from "../store/span-store.ts";
import { Batch } from "./batch.ts";
import { BODY_BYTES_MAX, bodyBytes, failureOf, mediaType, takeBodiesAsBytes } from "./body.ts";
import { IngestError } from "./ingest-error.ts";
import { exportResponse, JSON_TYPE, PROTOBUF_TYPE, statusResponse } from "./otlp-answer.ts";
import { readOtlpJson } from "./otlp-json.ts";
import { readOtlpProtobuf } from "./otlp-protobuf.ts";
import type { TagPool } from "../store/tag-pool.ts";
import type { LogRing } from "../logs/log-ring.ts";
import { readOtlpLogsJson } from "./otlp-logs-json.ts";
import { readOtlpLogsProtobuf } from "./otlp-logs-protobuf.ts";

/** OTLP over HTTP: POST /v1/traces and /v1/logs in JSON or protobuf; the answer has the same format. */
export function otlpApp(store: SpanStore, pool: TagPool, logs: LogRing): FastifyInstance {
  const app = createApp(BODY_BYTES_MAX);
  takeBodiesAsBytes(app);
  app.post("/v1/traces", async (request, reply) => {
    const type = otlpType(request);
    const batch = new Batch(pool);
    const bytes = await bodyBytes(request);
    if (type === JSON_TYPE) readOtlpJson(bytes, batch);
    else readOtlpProtobuf(bytes, batch);
    store.countRejectedSpans(batch.rejected);
    store.add(batch.spans);
    return reply.type(type).send(exportResponse(type, batch));
  });
  app.post("/v1/logs", async (request, reply) => {
    const type = otlpType(request);
    const batch = new Batch(pool);
    const bytes = await bodyBytes(request);
    const lines = type === JSON_TYPE ? readOtlpLogsJson(bytes, batch) : readOtlpLogsProtobuf(bytes, batch);
    if (lines.length === 0) batch.assertAnythingRead();
    for (const line of lines) logs.add(line);
    return reply.type(type).send(exportResponse(type, batch, "rejectedLogRecords"));
  });
  app.setErrorHandler((error, request, reply) => {
    store.countRejectedBody();
    const { status, message } = failureOf(error);
    const type = mediaType(request) === PROTOBUF_TYPE ? PROTOBUF_TYPE : JSON_TYPE;
    return reply.code(status).type(type).send(statusResponse(type, message));
  });
  return app;
}

function otlpType(request: FastifyRequest): typeof JSON_TYPE | typeof PROTOBUF_TYPE {
  const type = mediaType(request);
  if (type === JSON_TYPE || type === PROTOBUF_TYPE) return type;
  throw new IngestError(415, `content type ${JSON.stringify(type)}: expected ${PROTOBUF_TYPE} or ${JSON_TYPE}`);
}
