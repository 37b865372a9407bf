export { redisBinary, type RedisServer, startRedis } from "./redis-server.ts";
export { type TestTelemetry, testTelemetry } from "./test-telemetry.ts";
export { isWhole, type PlacedSpan, shapeOf, type TraceNode, type TraceTree, treeOf } from "./trace-shape.ts";
