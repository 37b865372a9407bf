export { type CriticalStretch, criticalPathOf } from "./critical-path.ts";
export { freePort, freePorts } from "./free-port.ts";
export { traceFromSpans } from "./readable-trace.ts";
export { redisBinary, type RedisServer, startRedis } from "./redis-server.ts";
export { fetchTrace, type FetchTraceOptions } from "./remote-trace.ts";
export { type TestTelemetry, testTelemetry } from "./test-telemetry.ts";
export { isWhole, type PlacedSpan, shapeOf, type TraceNode, type TraceTree, treeOf } from "./trace-shape.ts";
export type { TracedSpan, TracedTrace } from "./traced-span.ts";
export { waterfallOf } from "./waterfall.ts";
