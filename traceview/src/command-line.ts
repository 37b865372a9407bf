import { once } from "node:events";
import { readdirSync } from "node:fs";
import { otherHosts, urlAt } from "@hipstershop/addresses/network";
import { parseListenAddress } from "@hipstershop/runtime/addresses";
import { outputProblem } from "@hipstershop/runtime/files";
import { usageErrorLine, oneLine } from "@hipstershop/text";
import { Command, InvalidArgumentError } from "commander";
import { readConfig } from "./config.ts";
import type { TraceStore, TraceStoreOptions } from "./index.ts";

const MIB = 1024 * 1024;
/** In the order of a block of `--port-base`, which is that of `shop up`. */
const USUAL_PORTS = { query: 16_686, jaeger: 14_268, otlpHttp: 4318, otlpGrpc: 4317, zipkin: 9411 } as const;
/** Maximum time for a graceful stop; connections that are still open then are cut by the process's exit. */
const STOP_LIMIT_MS = 3000;

interface Options {
  readonly host: string;
  readonly queryPort?: number;
  readonly jaegerPort?: number;
  readonly otlpHttpPort?: number;
  readonly otlpGrpcPort?: number | "off";
  readonly zipkinPort?: number | "off";
  readonly maxSpans: number;
  readonly maxMib: number;
  readonly portBase?: number;
  readonly basePath?: string;
  readonly file?: string;
  readonly logs?: string;
  readonly repository?: string;
  readonly expect?: readonly string[];
  readonly json: boolean;
}

/** The command of `shop traces` and of the store's own program. It runs until Ctrl-C or SIGTERM. */
export function traceStoreCommand(name: string): Command {
  return new Command(name)
    .description("run the trace store alone, for any application with OpenTelemetry; Ctrl-C closes it")
    .configureOutput({ outputError: (text, write) => write(usageErrorLine(text)) })
    .showHelpAfterError("(--help tells what there is)")
    .option("--host <address>", "listen on this address", checkListenAddress, "127.0.0.1")
    .option(
      "--port, --query-port <port>",
      `pages and query API; 0, here and below: a free one ${usual("query")}`,
      parsePort,
    )
    .option("--jaeger-thrift-port, --jaeger-port <port>", `Jaeger thrift over HTTP ${usual("jaeger")}`, parsePort)
    .option("--otlp-http-port <port>", `OTLP over HTTP ${usual("otlpHttp")}`, parsePort)
    .option("--otlp-grpc-port <port>", `OTLP over gRPC, or off ${usual("otlpGrpc")}`, parsePortOrOff)
    .option("--zipkin-port <port>", `Zipkin's second JSON, or off ${usual("zipkin")}`, parsePortOrOff)
    .option("--port-base <port>", "these five in one block from here, in this order; 0: free ones", parsePortBase)
    .option("--max-spans <count>", "spans kept", wholeNumberParser(1, 10_000_000), 50_000)
    .option("--max-mib <size>", "memory for them, about", wholeNumberParser(1, 65_536), 64)
    .option("--base-path <path>", "serve everything below it, too, such as /jaeger", parseBasePath)
    .option("--file <path>", "keep traces there over a restart", checkTracesFile)
    .option("--logs <folder>", "show what services logged there (*.log, a JSON object a line)", checkFolder)
    .option("--repository <url>", "link spans to their lines of source there", parseRepository)
    .option("--expect <service>", "name it until its first span comes; may be given often", addService)
    .option("--json", "print where it is as JSON, on one line", false)
    .action((options: Options) => runUntilStopped(storeOptions(options), options.json));
}

/** The store's options for those of the command line. */
export function storeOptions(options: Options): TraceStoreOptions {
  const { portBase, basePath: base, file, logs, repository } = options;
  const names = Object.keys(USUAL_PORTS);
  const port = (name: keyof typeof USUAL_PORTS): number => {
    if (portBase === undefined) return USUAL_PORTS[name];
    return portBase === 0 ? 0 : portBase + names.indexOf(name);
  };
  const otlpGrpcPort = options.otlpGrpcPort ?? port("otlpGrpc");
  const zipkinPort = options.zipkinPort ?? port("zipkin");
  return {
    host: options.host,
    queryPort: options.queryPort ?? port("query"),
    jaegerThriftPort: options.jaegerPort ?? port("jaeger"),
    otlpHttpPort: options.otlpHttpPort ?? port("otlpHttp"),
    ...(otlpGrpcPort !== "off" && { otlpGrpcPort }),
    ...(zipkinPort !== "off" && { zipkinPort }),
    maxSpans: options.maxSpans,
    maxBytes: options.maxMib * MIB,
    ...(base !== undefined && { basePath: base }),
    ...(file !== undefined && { file }),
    ...(logs !== undefined && { logs }),
    ...(repository !== undefined && { repository }),
    expectedServices: options.expect ?? [],
  };
}

function usual(name: keyof typeof USUAL_PORTS): string {
  return `(default: ${USUAL_PORTS[name]})`;
}

async function runUntilStopped(options: TraceStoreOptions, asJson: boolean): Promise<void> {
  const stopped = Promise.race((["SIGINT", "SIGTERM", "SIGHUP"] as const).map((signal) => once(process, signal)));
  // Loaded here, so that --help does not load the servers.
  const [{ startTraceStore }, { processEnv }, { readIdentity, useIdentity }] = await Promise.all([
    import("./index.ts"),
    import("@hipstershop/runtime/env"),
    import("@hipstershop/runtime/identity"),
  ]);
  const env = processEnv();
  const { flags, places, token } = readConfig(env);
  const identity = readIdentity(env);
  env.assertComplete();
  if (identity) useIdentity(identity);
  await using store = await startTraceStore({ ...options, places, token, ...(flags.address !== "" && { flags }) });
  process.stdout.write(asJson ? `${JSON.stringify(placesOf(store, options))}\n` : placesText(store, options));
  // Readiness message for a parent process with an IPC channel, the same as libs/runtime sends for services.
  process.send?.({ serving: { port: Number(new URL(store.queryUrl).port) } });
  await stopped;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));
  setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
}

function placesOf(store: TraceStore, { host }: TraceStoreOptions) {
  const elsewhere = otherHosts(host).map((name) => urlAt(store.queryUrl, name));
  return {
    traces: store.queryUrl,
    otlpHttp: store.otlpHttpUrl,
    otlpGrpc: store.otlpGrpcAddress,
    jaegerThrift: store.jaegerThriftUrl,
    zipkin: store.zipkinUrl,
    pid: process.pid,
    // Where other machines open the pages, when the store listens on all addresses.
    ...(elsewhere.length > 0 && { elsewhere }),
  };
}

function placesText(store: TraceStore, { host, basePath: base, file }: TraceStoreOptions): string {
  const elsewhere = otherHosts(host).map((name) => `  elsewhere      ${urlAt(store.queryUrl, name)}${base ?? ""}\n`);
  return `  traces         ${store.queryUrl}${base ?? ""}
${elsewhere.join("")}  OTLP/HTTP      ${store.otlpHttpUrl}   (OTEL_EXPORTER_OTLP_ENDPOINT)
  OTLP/gRPC      ${store.otlpGrpcAddress ?? "off"}
  Jaeger thrift  ${store.jaegerThriftUrl}
  Zipkin         ${store.zipkinUrl ?? "off"}

Ctrl-C closes; traces live in ${file === undefined ? "memory until then" : oneLine(file)}.
`;
}

function parsePort(text: string): number {
  return wholeNumberParser(0, 65_535)(text);
}

function parsePortBase(text: string): number {
  return wholeNumberParser(0, 65_535 - Object.keys(USUAL_PORTS).length + 1)(text);
}

function parsePortOrOff(text: string): number | "off" {
  return text === "off" ? "off" : parsePort(text);
}

function wholeNumberParser(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`give a whole number from ${min} to ${max}.`);
  };
}

function checkListenAddress(text: string): string {
  try {
    return parseListenAddress(text);
  } catch (error) {
    throw new InvalidArgumentError(`give ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function parseBasePath(text: string): string {
  if (text.startsWith("/")) return text.replace(/\/+$/, "");
  throw new InvalidArgumentError("it begins with a slash.");
}

function checkTracesFile(text: string): string {
  const problem = outputProblem(text);
  if (problem !== undefined) throw new InvalidArgumentError(`it must be ${problem}.`);
  return text;
}

function checkFolder(text: string): string {
  try {
    readdirSync(text);
    return text;
  } catch {
    throw new InvalidArgumentError("it must be a folder that can be read.");
  }
}

function parseRepository(text: string): string {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? "")) return text.replace(/\/+$/, "");
  throw new InvalidArgumentError("give a URL such as https://github.com/owner/repo/blob/main.");
}

function addService(service: string, services: readonly string[] = []): readonly string[] {
  return [...services, service];
}
