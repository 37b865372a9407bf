export type { CanaryConfig } from "./config.ts";
export { readCanaryConfig, type StoredConfig } from "./stores/canary-configs.ts";
export { type CanaryServer, startCanaryServer } from "./server.ts";
