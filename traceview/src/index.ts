import { listen } from "./http.ts";
import { jaegerApp } from "./ingest/jaeger-app.ts";
import { otlpApp } from "./ingest/otlp-app.ts";
import { startOtlpGrpc } from "./ingest/otlp-grpc.ts";
import { LogRing } from "./logs/log-ring.ts";
import { TagPool } from "./store/tag-pool.ts";
import { zipkinApp } from "./ingest/zipkin-app.ts";
import { KnownPlaces, type Places } from "./places.ts";
import { queryApp } from "./query-app.ts";
import { SpanStore } from "./store/span-store.ts";
import { TraceFile } from "./store/trace-file.ts";
import { type FlagPlaces, SwitchedFaults } from "./switched-faults.ts";

export { PortTakenError } from "./http.ts";
export type { Places } from "./places.ts";
export type { SpanStore } from "./store/span-store.ts";

export interface TraceStoreOptions {
  /** The address that every port listens on. */
  readonly host: string;
  /** Pages and query API; Jaeger's default is 16686. For every port, 0 means any free port. */
  readonly queryPort: number;
  /** Jaeger thrift over HTTP; Jaeger's default is 14268. */
  readonly jaegerThriftPort: number;
  /** OTLP over HTTP; OpenTelemetry's default is 4318. */
  readonly otlpHttpPort: number;
  /** OTLP over gRPC; OpenTelemetry's default is 4317. Not served when left out. */
  readonly otlpGrpcPort?: number;
  /** Zipkin's v2 JSON; Zipkin's default is 9411. Not served when left out. */
  readonly zipkinPort?: number;
  /** Default: 50,000. */
  readonly maxSpans?: number;
  /** Approximate bytes of memory; default: 64 MiB. */
  readonly maxBytes?: number;
  /** Services that should send spans: named until their first one comes. */
  readonly expectedServices?: readonly string[];
  /** Such as "/jaeger": pages and query API are also served below it, for a proxy that does not rewrite the path. */
  readonly basePath?: string;
  /** File that traces are persisted in and restored from; its folder must exist. In memory only when left out. */
  readonly file?: string;
  /** Folder with the services' logs: files `*.log` of one JSON object a line, which are shown beside their traces. */
  readonly logs?: string;
  /** URL prefix of the page of a source file, such as https://github.com/owner/repo/blob/main. */
  readonly repository?: string;
  /** Where flags are, so that the viewer can name the faults that are switched on; see `followFlags`. */
  readonly flags?: FlagPlaces;
  /** What the viewer links in its header: the shop and what belongs to it. */
  readonly places?: Places;
  /** What people on other machines must know; "none": nothing; "", the default: they may look, and change nothing. */
  readonly token?: string;
}

export interface TraceStore extends AsyncDisposable {
  /** Base URL of the pages and the query API, such as http://127.0.0.1:16686. */
  readonly queryUrl: string;
  /** URL that exporters post thrift to, path included. */
  readonly jaegerThriftUrl: string;
  /** Base URL of OTLP; exporters post to its /v1/traces. */
  readonly otlpHttpUrl: string;
  /** host:port of OTLP over gRPC; undefined when not served. */
  readonly otlpGrpcAddress: string | undefined;
  /** Base URL of Zipkin's API; reporters post to its /api/v2/spans. Undefined when not served. */
  readonly zipkinUrl: string | undefined;
  /** The store itself, for callers in the same process. */
  readonly store: SpanStore;
  /**
   * Follows the flags there from now on, for a flag service that starts after the store. Resolves once it is asked for
   * them; while it does not answer, it is asked again and again.
   */
  followFlags(places: FlagPlaces): Promise<void>;
  /** Has the viewer link these places from now on, for what starts after the store. */
  linkTo(places: Places): void;
  /**
   * Keeps traces in the file from now on; those that it holds are restored bit by bit while the store serves. Resolves when
   * that is done; rejects when the file can't be used, which leaves it unchanged, or read.
   * @param growthBytesMax how much the file may grow before what the store has evicted is removed from it
   */
  keepIn(path: string, growthBytesMax?: number): Promise<void>;
}

/**
 * Starts the trace store: ingests Jaeger thrift, OTLP and Zipkin's JSON; serves Jaeger's query API and the viewer.
 * Disposal closes all servers and their keep-alive connections. Rejects with a PortTakenError (code EADDRINUSE), or
 * with a ListenError for another cause, after closing the servers that were open.
 */
export async function startTraceStore(options: TraceStoreOptions): Promise<TraceStore> {
  const { host } = options;
  const store = new SpanStore(options);
  const pool = new TagPool();
  await using stack = new AsyncDisposableStack();
  if (options.file !== undefined) stack.use(await TraceFile.open(options.file, store, pool));
  const faults = stack.use(new SwitchedFaults());
  if (options.flags) await faults.follow(options.flags);
  const places = new KnownPlaces();
  if (options.places) places.set(options.places);
  const { expectedServices = [], basePath = "", repository = "", token = "" } = options;
  const logs = { folder: options.logs ?? "", ring: new LogRing() };
  const context = { store, pool, logs, faults, places, expectedServices, basePath, repository, token };
  const query = stack.adopt(queryApp(context), (app) => app.close());
  const queryUrl = await listen(query, "the trace pages and query API", host, options.queryPort);
  const jaeger = stack.adopt(jaegerApp(store, pool), (app) => app.close());
  const jaegerUrl = await listen(jaeger, "Jaeger thrift over HTTP", host, options.jaegerThriftPort);
  const otlp = stack.adopt(otlpApp(store, pool, logs.ring), (app) => app.close());
  const otlpHttpUrl = await listen(otlp, "OTLP over HTTP", host, options.otlpHttpPort);
  const grpcPort = options.otlpGrpcPort;
  const grpc = grpcPort === undefined ? undefined : stack.use(await startOtlpGrpc(store, pool, host, grpcPort));
  const zipkinUrl = options.zipkinPort === undefined ? undefined : await openZipkin(options.zipkinPort);
  const owned = stack.move();
  return {
    async keepIn(path, growthBytesMax) {
      const file = await TraceFile.openLater(path, store, pool, growthBytesMax);
      if (owned.disposed) return file[Symbol.asyncDispose]();
      owned.use(file);
      await file.restored;
    },
    queryUrl,
    jaegerThriftUrl: `${jaegerUrl}/api/traces`,
    otlpHttpUrl,
    otlpGrpcAddress: grpc?.address,
    zipkinUrl,
    store,
    followFlags: (flags) => faults.follow(flags),
    linkTo: (known) => places.set(known),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };

  function openZipkin(port: number): Promise<string> {
    const zipkin = stack.adopt(zipkinApp(store, pool), (app) => app.close());
    return listen(zipkin, "Zipkin's spans", host, port);
  }
}
