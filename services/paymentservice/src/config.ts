import { type Env, type GrpcListenConfig, readGrpcListenConfig } from "@hipstershop/runtime";
import { readState } from "@hipstershop/state";

export interface PaymentConfig extends GrpcListenConfig {
  /** Where charges are kept: a Redis URL, "sqlite:<file>" for the embedded store, or "memory". */
  readonly store: string;
}

export function readConfig(env: Env): PaymentConfig {
  return { ...readGrpcListenConfig(env, 50051), store: readState(env) };
}
