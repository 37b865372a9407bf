import { startTraceStore } from "@hipstershop/traceview";
import { oneLine } from "@hipstershop/text";
import colors from "picocolors";

export interface RunStoreOptions {
  readonly host: string;
  readonly queryPort: number;
  readonly jaegerThriftPort: number;
  readonly otlpHttpPort: number;
  readonly otlpGrpcPort: number;
  readonly zipkinPort: number;
  /** Traces are kept there over a restart. */
  readonly file?: string;
  readonly json: boolean;
}

/** A second Ctrl-C, or a connection that does not let go, ends the store this long after the first. */
const STOP_LIMIT_MS = 3000;

/** `shop traces`: the trace store alone, for any application with OpenTelemetry; Ctrl-C closes it. */
export async function runStore({ json, ...options }: RunStoreOptions): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(130));
        resolve();
      });
    }
  });
  await using store = await startTraceStore(options);
  const places = {
    traces: store.queryUrl,
    otlpHttp: store.otlpHttpUrl,
    otlpGrpc: store.otlpGrpcAddress,
    jaegerThrift: store.jaegerThriftUrl,
    zipkin: store.zipkinUrl,
  };
  const lines = [
    `  traces         ${colors.bold(places.traces)}`,
    `  OTLP/HTTP      ${places.otlpHttp}   (OTEL_EXPORTER_OTLP_ENDPOINT)`,
    `  OTLP/gRPC      ${places.otlpGrpc}`,
    `  Jaeger thrift  ${places.jaegerThrift}`,
    `  Zipkin         ${places.zipkin}`,
    colors.dim(`\nCtrl-C closes; traces live in ${oneLine(options.file ?? "memory until then")}.`),
  ];
  process.stdout.write(json ? `${JSON.stringify({ ...places, pid: process.pid })}\n` : `${lines.join("\n")}\n`);
  await stopped;
  setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
}
