export { type Cable, startCable } from "./cable.ts";
export { type CriticalStretch, criticalPathOf } from "./critical-path.ts";
export { DEMO_ADDRESS, DEMO_CARD, DEMO_CHECKOUT_FIELDS, DEMO_EMAIL } from "./demo-order.ts";
export { hang, refuse } from "./fake-answers.ts";
export {
  type BackendName,
  type FakeBackends,
  NOBODY,
  type ReceivedCall,
  type ShopRpcs,
  startFakeBackends,
} from "./fake-backends.ts";
export { freePort, freePorts } from "./free-port.ts";
export { hasIpv6 } from "./ipv6.ts";
export { traceFromSpans } from "./readable-trace.ts";
export { redisBinary, type RedisServer, startRedis } from "./redis-server.ts";
export { fetchTrace, type FetchTraceOptions } from "./remote-trace.ts";
export { type TestTelemetry, testTelemetry } from "./test-telemetry.ts";
export { isWhole, type PlacedSpan, shapeOf, type TraceNode, type TraceTree, treeOf } from "./trace-shape.ts";
export type { TracedSpan, TracedTrace } from "./traced-span.ts";
export { aborted, StateChanges } from "./waiting.ts";
export { waterfallOf } from "./waterfall.ts";
export { CAMERA_LENS, PLACED_ORDER, SHOP_PRODUCTS, TYPEWRITER, workingShop } from "./working-shop.ts";
