import { type Env, type GrpcListenConfig, readGrpcListenConfig } from "@hipstershop/runtime";
import { shippedFlagsFile } from "./shipped-flags-file.ts";

/** The inherited port is for evaluation. */
export interface FlagConfig extends GrpcListenConfig {
  /** Where in-process providers fetch the flags; 0 takes a free port. */
  readonly syncPort: number;
  /** Path of the flags, in flagd's JSON schema. */
  readonly flagsFile: string;
  /** Refuses to change the file by rpc. */
  readonly readOnly: boolean;
}

export function readConfig(env: Env): FlagConfig {
  return {
    ...readGrpcListenConfig(env, 8013),
    syncPort: env.port("SYNC_PORT", 8015),
    flagsFile: env.file("FLAGS_FILE", "", "read") || shippedFlagsFile(),
    readOnly: env.flag("FLAGS_READONLY", false),
  };
}
