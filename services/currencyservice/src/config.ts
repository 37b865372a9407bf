import { type Env, type GrpcListenConfig, readGrpcListenConfig } from "@hipstershop/runtime";

export interface CurrencyConfig extends GrpcListenConfig {
  /** A JSON file of rates by currency code, as decimal text; empty for the table of the service. */
  readonly ratesFile: string;
}

export function readConfig(env: Env): CurrencyConfig {
  return { ...readGrpcListenConfig(env, 7000), ratesFile: env.file("RATES_FILE", "", "read") };
}
