import { type Env, type GrpcListenConfig, readGrpcListenConfig } from "@hipstershop/runtime";

export interface EmailConfig extends GrpcListenConfig {
  /** Number of recent mails kept for inspection. */
  readonly mailsKept: number;
}

export function readConfig(env: Env): EmailConfig {
  return { ...readGrpcListenConfig(env, 8080), mailsKept: env.integer("MAIL_KEEP", 20, { min: 0, max: 10_000 }) };
}
