import { EXPORT_FORMATS, type ExportFormat, exportTrace } from "@hipstershop/traces";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { UploadAnswer } from "./answers.ts";
import { compareTraces } from "../compare/index.ts";
import { Batch } from "../ingest/batch.ts";
import { BODY_BYTES_MAX, bodyBytes, takeBodiesAsBytes } from "../ingest/body.ts";
import type { TagPool } from "../store/tag-pool.ts";
import { readUploadedFile } from "../ingest/uploaded-file.ts";
import { spanSources } from "../sources/span-sources.ts";
import type { SpanStore } from "../store/span-store.ts";
import { type LogSources, traceLogs } from "../logs/trace-logs.ts";
import { pinTrace } from "../query/pin-trace.ts";
import { refuseOtherSites } from "../query/refuse-other-sites.ts";
import { Params } from "../query/params.ts";
import { QueryError } from "../query/query-error.ts";
import { traceById, traceIdOf } from "../query/trace-by-id.ts";
import { completionAnswer } from "./completions.ts";
import { foundIds } from "./found-ids.ts";
import { followTraces } from "./follow.ts";
import { relatedTraces } from "./related-traces.ts";
import { readLookback } from "./lookback-window.ts";
import { QueryProblem } from "./language.ts";
import { redAnswer } from "./red.ts";
import { traceFilter, searchAnswer } from "./search.ts";
import { selectTraces } from "./selector.ts";
import { serviceMap } from "./service-map.ts";
import { selfOf } from "../query/self.ts";
import { sharedAnswer } from "./shared.ts";
import { type StateSources, storeState } from "./store-state.ts";
import { traceLinks } from "./trace-links.ts";

const FOLLOWERS_MAX = 100;

export interface ViewerApiContext extends StateSources {
  readonly pool: TagPool;
  readonly logs: LogSources;
  /** URL prefix of the page of a source file; "" for none. */
  readonly repository: string;
  /** Such as "/jaeger": every route is also served below it. "" for none. */
  readonly basePath: string;
  /** What people on other machines must know; see admissionHook of libs/web. */
  readonly token: string;
}

interface ById {
  readonly Params: { readonly id: string };
}

/** The viewer's own API, documented in answers.ts. Register it under /api/view. */
export function viewerApiRoutes(context: ViewerApiContext) {
  const { store } = context;
  return (app: FastifyInstance, _options: unknown, done: () => void): void => {
    takeBodiesAsBytes(app);
    app.addHook("onRequest", async ({ method, headers }) => refuseOtherSites(method, headers));
    app.get("/search", (request) => searchAnswer(store, paramsOf(request)));
    app.get("/map", ({ query }) => serviceMap(store, readLookback(new Params(query), Date.now())));
    app.get("/red", ({ query }) => {
      const params = new Params(query);
      return redAnswer(store, readLookback(params, Date.now()), params.text("service"));
    });
    app.get("/compare", (request) => {
      const params = paramsOf(request);
      return compareTraces(selectTraces(store, params, "a"), selectTraces(store, params, "b"));
    });
    app.get("/sources", ({ ip }) => spanSources(context.repository, isLoopback(ip)));
    app.get("/shared", (request) => sharedAnswer(store, paramsOf(request)));
    app.get("/ids", ({ query }) => foundIds(store, new Params(query).text("prefix") ?? ""));
    app.get("/completions", ({ query }) => completionAnswer(store, new Params(query)));
    app.get("/store", () => storeState(context, Date.now()));
    app.put<ById>("/pins/:id", ({ params, query }, reply) => {
      pinTrace(store, params.id, new Params(query).person);
      return reply.code(204).send();
    });
    app.delete<ById>("/pins/:id", ({ params, query }, reply) => {
      if (!store.unpin(traceById(store, params.id).traceId, new Params(query).person))
        throw new QueryError(404, "this trace is not pinned");
      return reply.code(204).send();
    });
    app.post("/upload", { bodyLimit: BODY_BYTES_MAX }, (request) => uploadTraces(context, request));
    app.get<ById>("/traces/:id/related", ({ params }) => relatedTraces(store, traceById(store, params.id), Date.now()));
    app.get<ById>("/traces/:id/links", ({ params }) => traceLinks(store, traceById(store, params.id)));
    app.get<ById>("/traces/:id/logs", ({ params }) => traceLogs(context.logs, traceIdOf(params.id)));
    app.get<ById>("/traces/:id/export", ({ params, query }, reply) => {
      const trace = traceById(store, params.id);
      const format = exportFormat(new Params(query).text("format") ?? "jaeger");
      const name = `trace-${trace.traceId.slice(0, 16)}.${format}.json`;
      return reply.header("content-disposition", `attachment; filename="${name}"`).send(exportTrace(trace, format));
    });
    followRoute(app, store);
    done();
  };
}

function isLoopback(address: string): boolean {
  return address === "::1" || /^(?:::ffff:)?127\./.test(address);
}

/** The parameters of a request, which may ask for the asking person's own traces. */
function paramsOf({ query, headers }: FastifyRequest): Params {
  return new Params(query, selfOf(headers));
}

function exportFormat(text: string): ExportFormat {
  const format = EXPORT_FORMATS.find((known) => known === text);
  if (format === undefined) throw new QueryError(400, `'format' is one of ${EXPORT_FORMATS.join(", ")}`);
  return format;
}

async function uploadTraces({ store, pool }: ViewerApiContext, request: FastifyRequest): Promise<UploadAnswer> {
  const batch = new Batch(pool);
  readUploadedFile(await bodyBytes(request), batch);
  store.countRejectedSpans(batch.rejected);
  store.add(batch.spans, Date.now(), "opened");
  return {
    traceIDs: [...new Set(batch.spans.map((span) => span.traceId))],
    spans: batch.spans.length,
    ...(batch.remarks.length > 0 && { problems: batch.remarks }),
  };
}

function followRoute(app: FastifyInstance, store: SpanStore): void {
  let followers = 0;
  app.get("/follow", (request, reply) => {
    if (followers >= FOLLOWERS_MAX) throw new QueryError(503, `${FOLLOWERS_MAX} readers follow already`);
    const params = paramsOf(request);
    const [fits, { person }] = [filterOf(store, params), params];
    const isLines = request.headers.accept?.includes("application/x-ndjson") === true;
    followers += 1;
    reply.hijack();
    reply.raw.once("close", () => (followers -= 1));
    reply.raw.writeHead(200, {
      "content-type": isLines ? "application/x-ndjson" : "text/event-stream",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    followTraces(store, { fits, format: isLines ? "ndjson" : "events", person }, reply.raw);
  });
}

/** A stream cannot report a syntax error of its query: it is a QueryError 400. */
function filterOf(store: SpanStore, params: Params): ReturnType<typeof traceFilter> {
  try {
    return traceFilter(store, params);
  } catch (error) {
    if (!(error instanceof QueryProblem)) throw error;
    throw new QueryError(400, `'q', character ${error.position}: ${error.message}`);
  }
}
