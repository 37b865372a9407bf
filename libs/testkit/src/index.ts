export { type TestTelemetry, testTelemetry } from "./test-telemetry.ts";
