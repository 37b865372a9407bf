import type { FlagMetadata, JsonObject, Logger } from "@openfeature/core";
import { type FeatureFlag, FlagdCore } from "@openfeature/flagd-core";
import { isObject, partsOf } from "./check-flags.ts";
import { parseJson } from "./parse-json.ts";
import { doubtOf, plain, type ReadFlag, readFlag } from "./read-flag.ts";

/** All flags at one time. Immutable. */
export interface FlagSet {
  /** The configuration's text. */
  readonly text: string;
  /** The text for in-process providers: without flags for which some of them would reject the whole configuration. */
  readonly shared: string;
  /** Evaluates flags. */
  readonly core: FlagdCore;
  /** All flags of the text, by key. */
  readonly read: ReadonlyMap<string, ReadFlag>;
  /** The mistakes found in the text. */
  readonly findings: readonly Finding[];
}

/** A mistake in the configuration. It affects nothing but the part that it is in. */
export interface Finding {
  /** Key of the flag; "" for a mistake outside the flags. */
  readonly key: string;
  readonly sentence: string;
  /** Whether evaluations of the flag fail; otherwise the flag is used nevertheless. */
  readonly fails: boolean;
}

/** The flags that changed, in flagd's words. */
export type FlagChanges = Record<string, "write" | "update" | "delete">;

/** Parts of a configuration that must be objects. */
const PARTS = ["$evaluators", "metadata"];

/**
 * Parses a configuration in flagd's schema; throws an Error when the text is none. A mistake in one flag is a finding.
 */
export function parseFlags(text: string): FlagSet {
  const config = parseJson(text);
  const parts = partsOf(config);
  const around = { evaluators: parts.evaluators, metadata: plain(parts.metadata) };
  const read = new Map(Object.entries(parts.flags).map(([key, raw]) => [key, readFlag(key, raw, around)]));
  const doubts = [...parts.doubts, doubtOf({ metadata: parts.metadata, flags: {} })].filter((doubt) => doubt !== "");
  return {
    text,
    shared: sharedText(text, config as JsonObject, parts.doubts.length > 0, read),
    core: coreOf(read, around.metadata),
    read,
    findings: [...doubts.map((sentence) => ({ key: "", sentence, fails: false })), ...findingsOf(read)],
  };
}

/** The flags that were added, changed (their metadata included) or removed. */
export function changesBetween(before: FlagSet, after: FlagSet): FlagChanges {
  const changes: FlagChanges = {};
  for (const key of before.read.keys()) if (!after.read.has(key)) changes[key] = "delete";
  for (const [key, { fingerprint }] of after.read) {
    const known = before.read.get(key);
    if (known?.fingerprint !== fingerprint) changes[key] = known ? "update" : "write";
  }
  return changes;
}

function findingsOf(read: FlagSet["read"]): Finding[] {
  return [...read].flatMap(([key, { problem, doubt }]) =>
    problem || doubt ? [{ key, sentence: problem || doubt, fails: problem !== "" }] : [],
  );
}

function sharedText(text: string, config: JsonObject, oddAround: boolean, read: FlagSet["read"]): string {
  const usable = (key: string) => read.get(key)?.feature !== undefined;
  if (!oddAround && [...read.keys()].every(usable)) return text;
  const flags = Object.entries(config["flags"] ?? {}).filter(([key]) => usable(key));
  const around = Object.entries(config).filter(([key, value]) => !PARTS.includes(key) || isObject(value));
  return `${JSON.stringify({ ...Object.fromEntries(around), flags: Object.fromEntries(flags) }, undefined, 2)}\n`;
}

function coreOf(read: FlagSet["read"], metadata: FlagMetadata): FlagdCore {
  const features = new Map<string, FeatureFlag>();
  for (const [key, { feature }] of read) if (feature) features.set(key, feature);
  return new FlagdCore(
    {
      getFlag: (key) => features.get(key),
      getFlags: () => features,
      getFlagSetMetadata: () => metadata,
      setConfigurations: () => [],
    },
    QUIET,
  );
}

/** Suppresses flagd-core's log: errors of an evaluation are returned to its caller. */
const QUIET: Logger = { error() {}, warn() {}, info() {}, debug() {} };
