import type { FlagAdmin } from "@hipstershop/contract";
import { type Handlers, RpcError, Status } from "@hipstershop/rpc";
import {
  describeFlags,
  UnknownFlagError,
  UnknownVariantError,
  UnusableFlagError,
  withDefaultVariant,
} from "./edit-flags.ts";
import type { FlagEvents } from "./events.ts";
import { changeFlagFile, FlagFileError } from "./flag-file.ts";
import type { FlagSource } from "./flag-source.ts";

export function adminHandlers(
  source: FlagSource,
  events: FlagEvents,
  readOnly: boolean,
): Handlers<typeof FlagAdmin.definition> {
  return {
    /** hipstershop.flags.v1.FlagAdmin/ListFlags */
    listFlags: () => ({ flags: describeFlags(source.current) }),

    /** hipstershop.flags.v1.FlagAdmin/SetDefaultVariant */
    setDefaultVariant({ flagKey, variant }, call) {
      if (readOnly) throw new RpcError(Status.FAILED_PRECONDITION, "flags can't be changed here: FLAGS_READONLY is on");
      try {
        changeFlagFile(source.path, (text) => withDefaultVariant(text, flagKey, variant));
        source.reload();
      } catch (error) {
        throw toStatus(error);
      }
      events.switched(call, flagKey, variant);
      const [flag = null] = describeFlags(source.current).filter(({ key }) => key === flagKey);
      return { flag };
    },
  };
}

function toStatus(cause: unknown): RpcError {
  const { message } = cause as Error;
  if (cause instanceof UnknownFlagError) return new RpcError(Status.NOT_FOUND, message);
  if (cause instanceof UnknownVariantError) return new RpcError(Status.INVALID_ARGUMENT, message);
  if (cause instanceof FlagFileError || cause instanceof UnusableFlagError)
    return new RpcError(Status.FAILED_PRECONDITION, message, { cause });
  // A full disk or missing rights are not the caller's fault, so the status is one that counts as a failure.
  return new RpcError(Status.UNAVAILABLE, `the flags file can't be written: ${message}`, { cause });
}
