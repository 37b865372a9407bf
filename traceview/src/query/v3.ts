import { otlpTraces, summariseTrace } from "@hipstershop/traces";
import { v3Summary } from "./v3-summary.ts";
import type { FastifyInstance } from "fastify";
import type { SearchQuery } from "../store/search.ts";
import type { SpanStore } from "../store/span-store.ts";
import { Params } from "./params.ts";
import { QueryError } from "./query-error.ts";
import { traceById } from "./trace-by-id.ts";
import { optionalProperty } from "./optional-property.ts";

const SEARCH_LIMIT_DEFAULT = 100;

/**
 * Jaeger's v3 query API, which newer versions of its UI use. Parameter names are camelCase or snake_case. Register it
 * under /api/v3.
 */
export function v3Routes(store: SpanStore) {
  return (app: FastifyInstance, _options: unknown, done: () => void): void => {
    app.get("/services", () => ({ services: store.services() }));

    app.get("/operations", ({ query }) => {
      const params = new Params(query);
      const kind = params.text("spanKind", "span_kind");
      const operations = store.operations(params.text("service"));
      const wanted = operations.filter((operation) => kind === undefined || operation.kind === kind);
      return { operations: wanted.map((operation) => ({ name: operation.name, spanKind: operation.kind })) };
    });

    app.get("/trace-summaries", ({ query }) => {
      const traces = store.search(searchQuery(new Params(query)));
      return { summaries: traces.map((trace) => v3Summary(summariseTrace(trace))) };
    });

    app.get("/traces", ({ query }) => {
      const traces = store.search(searchQuery(new Params(query)));
      if (traces.length === 0) throw new QueryError(404, "no traces found");
      return { result: otlpTraces(traces) };
    });

    app.get<{ Params: { id: string } }>("/traces/:id", ({ params }) => ({
      result: otlpTraces([traceById(store, params.id)]),
    }));
    done();
  };
}

function searchQuery(params: Params): SearchQuery {
  const startMinUs = params.rfc3339Us("query.startTimeMin", "query.start_time_min");
  const startMaxUs = params.rfc3339Us("query.startTimeMax", "query.start_time_max");
  if (startMinUs === undefined) throw new QueryError(400, "query.startTimeMin is required");
  if (startMaxUs === undefined) throw new QueryError(400, "query.startTimeMax is required");
  const limit = params.integer("query.searchDepth", "query.search_depth", "query.numTraces", "query.num_traces");
  return {
    ...optionalProperty("service", params.text("query.serviceName", "query.service_name")),
    ...optionalProperty("operation", params.text("query.operationName", "query.operation_name")),
    ...optionalProperty("tags", params.textMap("query.attributes")),
    ...optionalProperty("minDurationUs", params.durationUs("query.durationMin", "query.duration_min")),
    ...optionalProperty("maxDurationUs", params.durationUs("query.durationMax", "query.duration_max")),
    startMinUs,
    startMaxUs,
    limit: limit || SEARCH_LIMIT_DEFAULT,
  };
}
