import { once } from "node:events";
import { outliveReaders } from "@hipstershop/outputs";
import { harmless } from "@hipstershop/text";
import { HELP, readFlags } from "./flags.ts";
import { startTraceStore, type TraceStoreOptions } from "./index.ts";

outliveReaders();
const flags = readFlags(process.argv.slice(2));
if (flags === "help") {
  process.stdout.write(HELP);
} else if (typeof flags === "string") {
  process.stderr.write(`${harmless(flags)}\n`);
  process.exitCode = 2;
} else {
  run(flags).catch((error: Error) => {
    process.stderr.write(`${harmless(error.message)}\n`);
    process.exitCode = 1;
  });
}

async function run(options: TraceStoreOptions): Promise<void> {
  const stopped = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  await using traces = await startTraceStore(options);
  process.stdout.write(`Traces: ${traces.queryUrl}${options.basePath ?? ""}
Jaeger thrift: ${traces.jaegerThriftUrl}
OTLP: ${traces.otlpHttpUrl}, gRPC ${traces.otlpGrpcAddress ?? "off"}
Zipkin: ${traces.zipkinUrl ?? "off"}
`);
  // For a parent that started us with an IPC channel, as libs/runtime does it for services.
  process.send?.({ serving: { port: Number(new URL(traces.queryUrl).port) } });
  await stopped;
}
