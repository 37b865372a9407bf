export { parseHttpUrl, parseListenAddress, parseOrigin, parsePublicUrl, UnfitError } from "./addresses.ts";
export { defineService, type Service, type ServiceDefinition } from "./define-service.ts";
export { directFetch } from "./direct-fetch.ts";
export {
  Env,
  EnvError,
  openNamed,
  parseDuration,
  processEnv,
  processVariables,
  type Variable,
  withholdVariable,
} from "./env.ts";
export { fileProblem, outputProblem } from "./files.ts";
export { shown } from "./mask.ts";
export { readPageToken } from "./page-token.ts";
export { type Places, readPlaces } from "./places.ts";
export { parseRedisUrl, type RedisUrl } from "./redis-url.ts";
export { run } from "./run.ts";
export {
  type GrpcListenConfig,
  type ListenConfig,
  readFaultConfig,
  readGrpcListenConfig,
  readListenConfig,
  readResource,
  readTelemetryConfig,
} from "./service-config.ts";
export { collectGarbageWhenIdle, SERVICE_HEAP_GROWTH_BYTES } from "./idle-collection.ts";
