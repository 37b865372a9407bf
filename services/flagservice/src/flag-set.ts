import type { JsonValue, Logger } from "@openfeature/core";
import { FlagdCore, MemoryStorage } from "@openfeature/flagd-core";
import { mistakeIn } from "./check-flags.ts";
import { schemaProblem } from "./schema-problem.ts";

/** All flags at one moment; never changed, only replaced. */
export interface FlagSet {
  /** The configuration as it was written: what in-process providers get. */
  readonly text: string;
  /** Evaluates. */
  readonly core: FlagdCore;
}

/** What happened to each flag that is not what it was, in flagd's words. */
export type FlagChanges = Record<string, "write" | "update" | "delete">;

/** Reads a configuration in flagd's schema; throws an Error that says what is wrong with it. */
export function parseFlags(text: string): FlagSet {
  const mistake = mistakeIn(parseJson(text));
  if (mistake) throw new Error(mistake);
  const warnings: string[] = [];
  const storage = new MemoryStorage(listener(warnings));
  try {
    storage.setConfigurations(text, true);
  } catch (cause) {
    throw new Error(schemaProblem(cause), { cause });
  }
  if (warnings.length > 0) throw new Error(warnings.join("; "));
  return { text, core: new FlagdCore(storage, QUIET) };
}

/** The flags that are new, different or gone; metadata counts. */
export function changesBetween(before: FlagSet, after: FlagSet): FlagChanges {
  const changes: FlagChanges = {};
  const [old, now] = [before.core.getFlags(), after.core.getFlags()];
  for (const key of old.keys()) if (!now.has(key)) changes[key] = "delete";
  for (const [key, { hash }] of now) {
    const known = old.get(key);
    if (known?.hash !== hash) changes[key] = known ? "update" : "write";
  }
  return changes;
}

function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new Error(`it is no JSON: ${(cause as Error).message}`, { cause });
  }
}

/** flagd-core tells a rule that can't be compiled by a warning only. */
function listener(warnings: string[]): Logger {
  return { ...QUIET, warn: (message: unknown) => void warnings.push(String(message)) };
}

/** What goes wrong in an evaluation is told to its caller; flagd-core's own log lines add nothing. */
const QUIET: Logger = { error() {}, warn() {}, info() {}, debug() {} };
