import { listen } from "./http.ts";
import { jaegerApp } from "./ingest/jaeger-app.ts";
import { otlpApp } from "./ingest/otlp-app.ts";
import { startOtlpGrpc } from "./ingest/otlp-grpc.ts";
import { TagPool } from "./store/tag-pool.ts";
import { zipkinApp } from "./ingest/zipkin-app.ts";
import { queryApp } from "./query-app.ts";
import { SpanStore } from "./store/span-store.ts";
import { TraceFile } from "./store/trace-file.ts";

export { PortTakenError } from "./http.ts";
export type { SpanStore } from "./store/span-store.ts";

export interface TraceStoreOptions {
  /** The only address listened on. */
  readonly host: string;
  /** Pages and query API; Jaeger's is 16686. Port 0 takes a free one, here and below. */
  readonly queryPort: number;
  /** Thrift over HTTP; Jaeger's is 14268. */
  readonly jaegerThriftPort: number;
  /** OTLP over HTTP; OpenTelemetry's is 4318. */
  readonly otlpHttpPort: number;
  /** OTLP over gRPC; OpenTelemetry's is 4317. Not opened when left out. */
  readonly otlpGrpcPort?: number;
  /** Zipkin's second JSON; Zipkin's is 9411. Not opened when left out. */
  readonly zipkinPort?: number;
  /** 50,000 when left out. */
  readonly maxSpans?: number;
  /** Approximate bytes of memory; 64 MiB when left out. */
  readonly maxBytes?: number;
  /** Services that are to be named as silent even before they sent their first span. */
  readonly expectedServices?: readonly string[];
  /** Such as "/jaeger": pages and query API are found below it, too, as behind a proxy that leaves the path as it is. */
  readonly basePath?: string;
  /** Where traces are kept on disk, to be there again after a restart; its folder has to exist. Only in memory when left out. */
  readonly file?: string;
}

export interface TraceStore extends AsyncDisposable {
  /** Base of the pages and the query API, such as http://127.0.0.1:16686. */
  readonly queryUrl: string;
  /** Where exporters post thrift to, path included. */
  readonly jaegerThriftUrl: string;
  /** Base of OTLP; exporters post to its /v1/traces. */
  readonly otlpHttpUrl: string;
  /** host:port of OTLP over gRPC, when that is open. */
  readonly otlpGrpcAddress: string | undefined;
  /** Base of Zipkin's API, when that is open; reporters post to its /api/v2/spans. */
  readonly zipkinUrl: string | undefined;
  /** The store itself, for those in the same process. */
  readonly store: SpanStore;
}

/**
 * Starts the trace store: Jaeger thrift, OTLP and Zipkin's JSON in, Jaeger's query API and pages out. Everything is closed by its disposal,
 * connections kept alive included. Rejects with a PortTakenError (code EADDRINUSE), or a ListenError for another reason, after closing what was open.
 */
export async function startTraceStore(options: TraceStoreOptions): Promise<TraceStore> {
  const { host } = options;
  const store = new SpanStore(options);
  const pool = new TagPool();
  await using stack = new AsyncDisposableStack();
  if (options.file !== undefined) stack.use(await TraceFile.open(options.file, store, pool));
  const query = stack.adopt(
    queryApp({ store, pool, expectedServices: options.expectedServices ?? [], basePath: options.basePath ?? "" }),
    (app) => app.close(),
  );
  const queryUrl = await listen(query, "the trace pages and query API", host, options.queryPort);
  const jaeger = stack.adopt(jaegerApp(store, pool), (app) => app.close());
  const jaegerUrl = await listen(jaeger, "Jaeger thrift over HTTP", host, options.jaegerThriftPort);
  const otlp = stack.adopt(otlpApp(store, pool), (app) => app.close());
  const otlpHttpUrl = await listen(otlp, "OTLP over HTTP", host, options.otlpHttpPort);
  const grpcPort = options.otlpGrpcPort;
  const grpc = grpcPort === undefined ? undefined : stack.use(await startOtlpGrpc(store, pool, host, grpcPort));
  const zipkinUrl = options.zipkinPort === undefined ? undefined : await openZipkin(options.zipkinPort);
  const owned = stack.move();
  return {
    queryUrl,
    jaegerThriftUrl: `${jaegerUrl}/api/traces`,
    otlpHttpUrl,
    otlpGrpcAddress: grpc?.address,
    zipkinUrl,
    store,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };

  function openZipkin(port: number): Promise<string> {
    const zipkin = stack.adopt(zipkinApp(store, pool), (app) => app.close());
    return listen(zipkin, "Zipkin's spans", host, port);
  }
}
