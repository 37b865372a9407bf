import { type Env, type GrpcListenConfig, readGrpcListenConfig, readPageToken } from "@hipstershop/runtime";
import { shippedFlagsFile } from "./shipped-flags-file.ts";

/** `port` is for evaluation. */
export interface FlagConfig extends GrpcListenConfig {
  /** Port from which in-process providers fetch the flags; 0 takes a free one. */
  readonly syncPort: number;
  /** Path of the flags file, in flagd's JSON schema. */
  readonly flagsFile: string;
  /** Whether changes by rpc are refused. */
  readonly readOnly: boolean;
  /** What those who change flags must send as a bearer token; "" or "none": nothing. */
  readonly token: string;
}

export function readConfig(env: Env): FlagConfig {
  return {
    ...readGrpcListenConfig(env, 8013),
    syncPort: env.port("SYNC_PORT", 8015),
    flagsFile: env.file("FLAGS_FILE", "", "read") || shippedFlagsFile(),
    readOnly: env.flag("FLAGS_READONLY", false),
    token: readPageToken(env),
  };
}
