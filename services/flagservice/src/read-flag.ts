import type { FlagMetadata, JsonObject, JsonValue, Logger } from "@openfeature/core";
import { type FeatureFlag, MemoryStorage } from "@openfeature/flagd-core";
import { doubtAbout, isObject, mistakeIn } from "./check-flags.ts";
import { schemaProblem } from "./schema-problem.ts";
import { withSharedRules } from "./shared-rules.ts";

/** One flag. Each is parsed on its own, so that a mistake in it does not affect the others. */
export interface ReadFlag {
  /** Evaluates the flag; undefined when it can't be parsed. */
  readonly feature: FeatureFlag | undefined;
  /** Why evaluations fail, as a sentence; "" when they do not. */
  readonly problem: string;
  /** What violates the schema in a flag that is used nevertheless, as flagd does; "" for nothing. */
  readonly doubt: string;
  /** Changes when the flag changes. */
  readonly fingerprint: string;
}

export function readFlag(
  key: string,
  raw: JsonValue | undefined,
  { evaluators, metadata }: { readonly evaluators: JsonObject; readonly metadata: FlagMetadata },
): ReadFlag {
  const mistake = mistakeIn(raw);
  if (mistake !== undefined || !isObject(raw)) return unusable(raw, mistake ?? "");
  try {
    const { flag, problem } = withRule(raw, evaluators);
    const { feature, warnings, doubt } = parse(key, flag, metadata);
    const fails = problem || (warnings.length > 0 && (doubt || warnings.join("; "))) || "";
    return { feature, problem: fails, doubt: fails ? "" : doubt, fingerprint: feature.hash };
  } catch (error) {
    const isTooDeep = error instanceof RangeError || (error as Error).cause instanceof RangeError;
    return unusable(raw, isTooDeep ? "it nests too deeply" : schemaProblem(error));
  }
}

/** Like flagd: a flag that violates the schema is used if it can be parsed. */
function parse(key: string, flag: JsonObject, metadata: FlagMetadata) {
  const doubt = doubtAbout(flag);
  try {
    return { ...parsed(key, flag, metadata, true), doubt: doubt ?? "" };
  } catch (error) {
    const parts = { ...flag, metadata: plain(flag["metadata"]) };
    return { ...parsed(key, parts, metadata, false), doubt: doubt ?? schemaProblem(error) };
  }
}

function parsed(key: string, flag: JsonObject, metadata: FlagMetadata, strict: boolean) {
  const warnings: string[] = [];
  const storage = new MemoryStorage(listener(warnings));
  storage.setConfigurations(JSON.stringify({ metadata, flags: { [key]: flag } }), strict);
  const feature = storage.getFlag(key);
  if (!feature) throw new Error("flagd's parser leaves it out");
  return { feature, warnings };
}

/** What in a configuration violates flagd's schema, as a sentence; "" for nothing. */
export function doubtOf(config: JsonObject): string {
  try {
    new MemoryStorage(QUIET).setConfigurations(JSON.stringify(config), true);
    return "";
  } catch (error) {
    return schemaProblem(error);
  }
}

/** The entries that OpenFeature's metadata can have: text, numbers and booleans. */
export function plain(metadata: JsonValue | undefined): FlagMetadata {
  return Object.fromEntries(Object.entries(metadata ?? {}).filter(hasPlainValue));
}

function hasPlainValue(entry: [string, unknown]): entry is [string, string | number | boolean] {
  return ["string", "number", "boolean"].includes(typeof entry[1]);
}

/**
 * The flag with its shared rules inserted. When that fails, the flag is unchanged and flagd-core fails its evaluations.
 */
function withRule(raw: JsonObject, evaluators: JsonObject): { readonly flag: JsonObject; readonly problem: string } {
  const rule = raw["targeting"];
  if (rule === undefined || rule === null) return { flag: raw, problem: "" };
  try {
    return { flag: { ...raw, targeting: withSharedRules(rule, evaluators) }, problem: "" };
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return { flag: raw, problem: (error as Error).message };
  }
}

function unusable(raw: JsonValue | undefined, problem: string): ReadFlag {
  return { feature: undefined, problem, doubt: "", fingerprint: `${problem} ${typeof raw === "string" ? raw : ""}` };
}

/** Collects warnings: flagd-core reports a rule that can't be compiled as a warning only. */
function listener(warnings: string[]): Logger {
  return { ...QUIET, warn: (message: unknown) => void warnings.push(String(message)) };
}

/** Suppresses flagd-core's log: errors of an evaluation are returned to its caller. */
const QUIET: Logger = { error() {}, warn() {}, info() {}, debug() {} };
