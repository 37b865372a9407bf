export { redisBinary, type RedisServer, startRedis } from "./redis-server.ts";
export { type TestTelemetry, testTelemetry } from "./test-telemetry.ts";
