import { createHash, timingSafeEqual } from "node:crypto";
import type { FlagAdmin } from "@hipstershop/contract";
import { type Call, type Handlers, RpcError, Status } from "@hipstershop/rpc";
import {
  describeFlags,
  UnknownFlagError,
  UnknownVariantError,
  UnusableFlagError,
  withAllOff,
  withDefaultVariant,
  withTargeting,
} from "./edit-flags.ts";
import type { FlagConfig } from "./config.ts";
import type { FlagEvents } from "./events.ts";
import { changeFlagFile, FlagFileError } from "./flag-file.ts";
import type { FlagSource } from "./flag-source.ts";
import { TargetingError } from "./targeting-rule.ts";

export function adminHandlers(
  source: FlagSource,
  events: FlagEvents,
  { readOnly, token }: Pick<FlagConfig, "readOnly" | "token">,
): Handlers<typeof FlagAdmin.definition> {
  /** Writes the file; the change is in effect when it returns. */
  const change = (call: Call, edit: (text: string) => string): void => {
    if (token !== "" && token !== "none" && !isEqual(call.header("authorization"), `Bearer ${token}`))
      throw new RpcError(Status.UNAUTHENTICATED, "whoever changes flags here must send PAGE_TOKEN as a bearer token");
    if (readOnly) throw new RpcError(Status.FAILED_PRECONDITION, "flags can't be changed here: FLAGS_READONLY is on");
    try {
      changeFlagFile(source.path, edit);
      source.reload();
    } catch (error) {
      throw toStatus(error);
    }
  };
  const flagNow = (flagKey: string) => {
    const [flag = null] = describeFlags(source.current).filter(({ key }) => key === flagKey);
    return { flag };
  };
  return {
    /** hipstershop.flags.v1.FlagAdmin/ListFlags */
    listFlags: () => ({ flags: describeFlags(source.current) }),

    /** hipstershop.flags.v1.FlagAdmin/SetDefaultVariant */
    setDefaultVariant({ flagKey, variant }, call) {
      change(call, (text) => withDefaultVariant(text, flagKey, variant));
      events.switched(call, flagKey, variant);
      return flagNow(flagKey);
    },

    /** hipstershop.flags.v1.FlagAdmin/SetTargeting */
    setTargeting({ flagKey, targeting }, call) {
      change(call, (text) => withTargeting(text, flagKey, targeting));
      events.targeted(call, flagKey, targeting);
      return flagNow(flagKey);
    },

    /** hipstershop.flags.v1.FlagAdmin/ResetFlags */
    resetFlags(_, call) {
      let flagKeys: string[] = [];
      change(call, (before) => {
        const { text, keys } = withAllOff(before);
        flagKeys = [...keys];
        return text;
      });
      events.reset(call, flagKeys);
      return { flagKeys };
    },
  };
}

/** Takes as long for every text that is not equal. */
function isEqual(text: string, secret: string): boolean {
  const hashOf = (value: string) => createHash("sha256").update(value).digest();
  return timingSafeEqual(hashOf(text), hashOf(secret));
}

function toStatus(cause: unknown): RpcError {
  const { message } = cause as Error;
  if (cause instanceof UnknownFlagError) return new RpcError(Status.NOT_FOUND, message);
  if (cause instanceof UnknownVariantError || cause instanceof TargetingError)
    return new RpcError(Status.INVALID_ARGUMENT, message);
  if (cause instanceof FlagFileError || cause instanceof UnusableFlagError)
    return new RpcError(Status.FAILED_PRECONDITION, message, { cause });
  // A full disk or missing rights are not the caller's fault, so the status is one that counts as a failure.
  return new RpcError(Status.UNAVAILABLE, `the flags file can't be written: ${message}`, { cause });
}
