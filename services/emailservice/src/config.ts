import { type Env, type GrpcListenConfig, readGrpcListenConfig } from "@hipstershop/runtime";
import { readState } from "@hipstershop/state";

export interface EmailConfig extends GrpcListenConfig {
  /** Where it is kept which mails were sent: a Redis URL, "sqlite:<file>" for the embedded store, or "memory". */
  readonly store: string;
  /** Number of recent mails kept for inspection. */
  readonly mailsKept: number;
}

export function readConfig(env: Env): EmailConfig {
  return {
    ...readGrpcListenConfig(env, 8080),
    store: readState(env),
    mailsKept: env.integer("MAIL_KEEP", 20, { min: 0, max: 10_000 }),
  };
}
