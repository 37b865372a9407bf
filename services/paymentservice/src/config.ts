import { type Env, type GrpcListenConfig, readGrpcListenConfig } from "@hipstershop/runtime";

export type PaymentConfig = GrpcListenConfig;

export function readConfig(env: Env): PaymentConfig {
  return readGrpcListenConfig(env, 50051);
}
