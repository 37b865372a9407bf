export { type Node, parseHttpUrl, parseListenAddress, parseOrigin, parsePublicUrl, UnfitError } from "./addresses.ts";
export { defineService, type Service, type ServiceDefinition } from "./define-service.ts";
export { directFetch, type DirectRequest } from "./direct-fetch.ts";
export {
  Env,
  EnvError,
  openNamed,
  parseDuration,
  processEnv,
  processVariables,
  shopVersion,
  type Variable,
  withholdVariable,
} from "./env.ts";
export { fileProblem, outputProblem, type FileUse } from "./files.ts";
export { maskSecrets, shown } from "./mask.ts";
export { parseRedisUrl, type RedisUrl } from "./redis-url.ts";
export { run } from "./run.ts";
export {
  type GrpcListenConfig,
  type ListenConfig,
  readGrpcListenConfig,
  readListenConfig,
  readResource,
  readTelemetryConfig,
} from "./service-config.ts";
export { tidyWhenCalm, type TidyOptions } from "./tidy.ts";
