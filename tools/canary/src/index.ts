export type { CanaryConfig } from "./config.ts";
export { type CanaryServer, startCanaryServer } from "./server.ts";
