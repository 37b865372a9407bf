import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { TraceStoreOptions } from "./index.ts";

export const HELP = `Usage: node traceview/src/main.ts [flags]

Takes spans in, shows them, and answers as Jaeger does. Port 0 takes a free one, "off" opens none.

  --host <address>         the only address listened on (127.0.0.1)
  --query-port <port>      pages and query API (16686)
  --jaeger-port <port>     Jaeger thrift over HTTP (14268)
  --otlp-http-port <port>  OTLP over HTTP (4318)
  --otlp-grpc-port <port>  OTLP over gRPC, or off (4317)
  --zipkin-port <port>     Zipkin's second JSON, or off (9411)
  --max-spans <count>      spans kept (50000)
  --max-mib <size>         memory for them, about (64)
  --base-path <path>       serve everything below it, too, such as /jaeger
  --file <path>            keep traces there over a restart
  --expect <service>       name it as silent until it sends; may be given often
  --help                   this
`;

const TEXT = { type: "string" } as const;
const FLAGS = {
  host: TEXT,
  "query-port": TEXT,
  "jaeger-port": TEXT,
  "otlp-http-port": TEXT,
  "otlp-grpc-port": TEXT,
  "zipkin-port": TEXT,
  "max-spans": TEXT,
  "max-mib": TEXT,
  "base-path": TEXT,
  file: TEXT,
  expect: { type: "string", multiple: true },
  help: { type: "boolean" },
} as const;

/** The options that the flags stand for; "help"; or else a sentence that says what is wrong with them. */
export function readFlags(argv: readonly string[]): TraceStoreOptions | string {
  try {
    const { values } = parseArgs({ args: [...argv], options: FLAGS });
    if (values.help === true) return "help";
    const grpc = values["otlp-grpc-port"] ?? "4317";
    const zipkin = values["zipkin-port"] ?? "9411";
    return {
      host: values.host ?? "127.0.0.1",
      queryPort: port("query-port", values["query-port"] ?? "16686"),
      jaegerThriftPort: port("jaeger-port", values["jaeger-port"] ?? "14268"),
      otlpHttpPort: port("otlp-http-port", values["otlp-http-port"] ?? "4318"),
      ...(grpc !== "off" && { otlpGrpcPort: port("otlp-grpc-port", grpc) }),
      ...(zipkin !== "off" && { zipkinPort: port("zipkin-port", zipkin) }),
      maxSpans: number("max-spans", values["max-spans"] ?? "50000", 1, 10_000_000),
      maxBytes: number("max-mib", values["max-mib"] ?? "64", 1, 65_536) * 1024 * 1024,
      ...(values["base-path"] !== undefined && { basePath: path(values["base-path"]) }),
      ...(values.file !== undefined && { file: file(values.file) }),
      expectedServices: values.expect ?? [],
    };
  } catch (error) {
    return `${(error as Error).message}\nSee --help.`;
  }
}

function port(flag: string, text: string): number {
  return number(flag, text, 0, 65_535);
}

function number(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new Error(`--${flag} is a whole number from ${min} to ${max}, not ${JSON.stringify(text)}`);
}

function file(text: string): string {
  const found = (path: string) => statSync(path, { throwIfNoEntry: false });
  if (text !== "" && !found(text)?.isDirectory() && found(dirname(resolve(text)))?.isDirectory()) return text;
  throw new Error(`--file is a file in a folder that is there, not ${JSON.stringify(text)}`);
}

function path(text: string): string {
  if (text.startsWith("/")) return text.replace(/\/+$/, "");
  throw new Error(`--base-path begins with a slash, unlike ${JSON.stringify(text)}`);
}
