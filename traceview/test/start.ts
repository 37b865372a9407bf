import { startTraceStore, type TraceStore, type TraceStoreOptions } from "../src/index.ts";

/** Starts a trace store on free ports of the loopback interface. */
export function startTestStore(options: Partial<TraceStoreOptions> = {}): Promise<TraceStore> {
  return startTraceStore({ host: "127.0.0.1", queryPort: 0, jaegerThriftPort: 0, otlpHttpPort: 0, ...options });
}
