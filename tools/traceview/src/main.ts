import { once } from "node:events";
import { startTraceStore } from "./index.ts";

const stopped = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
await using traces = await startTraceStore({
  host: "127.0.0.1",
  queryPort: 16686,
  jaegerThriftPort: 14268,
  otlpHttpPort: 4318,
});
process.stdout.write(
  `Traces: ${traces.queryUrl}\nJaeger thrift: ${traces.jaegerThriftUrl}\nOTLP: ${traces.otlpHttpUrl}\n`,
);
await stopped;
