import { jaegerAnswer, type JaegerError, parseTraceId, type Trace, writeJaegerTrace } from "@hipstershop/traces";
import type { FastifyInstance } from "fastify";
import { dependencies } from "../store/dependencies.ts";
import type { SearchQuery } from "../store/search.ts";
import type { SpanStore } from "../store/span-store.ts";
import { metricFamily, MINSTEP_MS } from "./metrics.ts";
import { Params } from "./params.ts";
import { QueryError } from "./query-error.ts";
import { optionalProperty } from "./optional-property.ts";
import { pinTrace } from "./pin-trace.ts";
import { refuseOtherSites } from "./refuse-other-sites.ts";
import { traceById } from "./trace-by-id.ts";

const SEARCH_LIMIT_DEFAULT = 100;
const DAY_MS = 86_400_000;

/** Jaeger's v1 query API, which older versions of its UI, Grafana and scripts use. Register it under /api. */
export function v1Routes(store: SpanStore) {
  return (app: FastifyInstance, _options: unknown, done: () => void): void => {
    app.get("/services", () => jaegerAnswer(store.services()));

    app.get<{ Params: { service: string } }>("/services/:service/operations", ({ params }) =>
      jaegerAnswer([...new Set(store.operations(params.service).map((operation) => operation.name))]),
    );

    app.get("/operations", ({ query }) => {
      const params = new Params(query);
      const service = params.text("service");
      if (service === undefined) throw new QueryError(400, "parameter 'service' is required");
      const kind = params.text("spanKind");
      const operations = store.operations(service).filter((operation) => kind === undefined || operation.kind === kind);
      return jaegerAnswer(operations.map((operation) => ({ name: operation.name, spanKind: operation.kind })));
    });

    app.get("/traces", ({ query }) => {
      const params = new Params(query);
      const ids = params.all("traceID");
      return ids.length > 0
        ? tracesById(store, ids)
        : jaegerAnswer(store.search(searchQuery(params)).map(writeJaegerTrace));
    });

    // Clients add start and end, Jaeger in microseconds and Grafana in milliseconds; these are only hints, and are
    // ignored.
    app.get<{ Params: { id: string } }>("/traces/:id", ({ params }) =>
      jaegerAnswer([writeJaegerTrace(traceById(store, params.id))]),
    );

    app.get("/dependencies", ({ query }) => {
      const params = new Params(query);
      const endMs = params.integer("endTs") ?? Date.now();
      const startMs = endMs - (params.integer("lookback") ?? DAY_MS);
      return jaegerAnswer(dependencies(store.aggregates, { startUs: startMs * 1000, endUs: endMs * 1000 }));
    });

    for (const metric of ["latencies", "calls", "errors"] as const) {
      app.get(`/metrics/${metric}`, ({ query }) => metricFamily(store, metric, new Params(query), Date.now()));
    }
    app.get("/metrics/minstep", () => ({ ...jaegerAnswer([]), data: MINSTEP_MS }));

    // Jaeger's UI calls it archiving; here the trace is pinned.
    app.post<{ Params: { id: string } }>("/archive/:id", ({ params, headers }) => {
      refuseOtherSites("POST", headers);
      pinTrace(store, params.id);
      return jaegerAnswer([]);
    });
    app.get("/store", () => store.stats());
    done();
  };
}

/** The search for v1's parameters. Times in microseconds; a lookback counts back from the end, by default from now. */
function searchQuery(params: Params, nowMs = Date.now()): SearchQuery {
  const minDurationUs = params.durationUs("minDuration");
  const maxDurationUs = params.durationUs("maxDuration");
  if (minDurationUs !== undefined && maxDurationUs !== undefined && maxDurationUs < minDurationUs) {
    throw new QueryError(400, "'maxDuration' should be greater than 'minDuration'");
  }
  const startMaxUs = params.integer("end");
  const startMinUs = params.integer("start") ?? lookbackStart(params, startMaxUs ?? nowMs * 1000);
  return {
    ...optionalProperty("service", params.text("service")),
    ...optionalProperty("operation", params.text("operation")),
    tags: { ...tagPairs(params), ...params.textMap("tags") },
    ...optionalProperty("minDurationUs", minDurationUs),
    ...optionalProperty("maxDurationUs", maxDurationUs),
    ...optionalProperty("startMinUs", startMinUs),
    ...optionalProperty("startMaxUs", startMaxUs),
    limit: params.integer("limit") || SEARCH_LIMIT_DEFAULT,
  };
}

function tracesById(store: SpanStore, ids: readonly string[]) {
  const traces: Trace[] = [];
  const errors: JaegerError[] = [];
  for (const text of new Set(ids)) {
    const id = parseTraceId(text);
    if (id === undefined)
      throw new QueryError(400, `param 'traceID': ${JSON.stringify(text.slice(0, 80))} is not a trace id`);
    const trace = store.trace(id);
    if (trace) traces.push(trace);
    else errors.push({ code: 404, msg: "trace not found", traceID: text });
  }
  return jaegerAnswer(traces.map(writeJaegerTrace), errors.length > 0 ? errors : null);
}

/** Jaeger's UI sends "custom" when start and end are given. */
function lookbackStart(params: Params, endUs: number): number | undefined {
  if (params.text("lookback") === "custom") return undefined;
  const lookbackUs = params.durationUs("lookback");
  return lookbackUs === undefined ? undefined : Math.max(0, Math.floor(endUs - lookbackUs));
}

/** Repeated `tag=key:value`, the older form of `tags`. */
function tagPairs(params: Params): Record<string, string> {
  return Object.fromEntries(
    params.all("tag").map((pair) => {
      const colon = pair.indexOf(":");
      if (colon < 1)
        throw new QueryError(400, `malformed 'tag' parameter, expecting key:value, received: ${pair.slice(0, 200)}`);
      return [pair.slice(0, colon), pair.slice(colon + 1)];
    }),
  );
}
