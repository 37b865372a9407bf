export { Env, EnvError, parseDuration, processEnv, processVariables, shopVersion, type Variable } from "./env.ts";
export { run, type Service } from "./run.ts";
export {
  type GrpcListenConfig,
  type ListenConfig,
  readGrpcListenConfig,
  readListenConfig,
  readTelemetryConfig,
} from "./service-config.ts";
export { tidyWhenCalm, type TidyOptions } from "./tidy.ts";
