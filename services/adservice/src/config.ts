import { type Env, type GrpcListenConfig, readGrpcListenConfig } from "@hipstershop/runtime";

export type AdConfig = GrpcListenConfig;

export function readConfig(env: Env): AdConfig {
  return readGrpcListenConfig(env, 9555);
}
