import type { FastifyInstance } from "fastify";
import type { SpanStore } from "../store/span-store.ts";
import { IngestError } from "./ingest-error.ts";
import { plainCollector } from "./plain-collector.ts";
import type { TagPool } from "../store/tag-pool.ts";
import { readZipkinJson } from "./zipkin-json.ts";

/** Zipkin's collector: POST /api/v2/spans with a list of spans in Zipkin's v2 JSON. */
export function zipkinApp(store: SpanStore, pool: TagPool): FastifyInstance {
  return plainCollector(store, pool, {
    path: "/api/v2/spans",
    check: (type) => {
      if (type === "application/json") return;
      throw new IngestError(
        415,
        `content type ${JSON.stringify(type)}: expected application/json, Zipkin's second JSON`,
      );
    },
    read: readZipkinJson,
  });
}
