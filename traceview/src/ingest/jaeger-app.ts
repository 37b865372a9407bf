import type { FastifyInstance } from "fastify";
import type { SpanStore } from "../store/span-store.ts";
import { malformed } from "./ingest-error.ts";
import { readJaegerBatch } from "./jaeger-batch.ts";
import { plainCollector } from "./plain-collector.ts";
import type { TagPool } from "../store/tag-pool.ts";

const THRIFT_TYPES = new Set(["application/x-thrift", "application/vnd.apache.thrift.binary"]);

/** Jaeger's collector over HTTP: POST /api/traces with a thrift `Batch`. */
export function jaegerApp(store: SpanStore, pool: TagPool): FastifyInstance {
  return plainCollector(store, pool, {
    path: "/api/traces",
    check: (type) => {
      if (!THRIFT_TYPES.has(type))
        throw malformed(`content type ${JSON.stringify(type)}: expected application/x-thrift`);
    },
    read: readJaegerBatch,
  });
}
