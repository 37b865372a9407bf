import type { FlagMetadata, JsonObject, JsonValue, Logger } from "@openfeature/core";
import { type FeatureFlag, FlagdCore } from "@openfeature/flagd-core";
import { isObject, partsOf } from "./check-flags.ts";
import { doubtOf, plain, type ReadFlag, readFlag } from "./read-flag.ts";

/** All flags at one moment; never changed, only replaced. */
export interface FlagSet {
  /** The configuration as it was written. */
  readonly text: string;
  /** What in-process providers get: the same, less what is so wrong that some would refuse the whole for it. */
  readonly shared: string;
  /** Evaluates. */
  readonly core: FlagdCore;
  /** Every flag that was written, by key. */
  readonly read: ReadonlyMap<string, ReadFlag>;
  /** What is wrong, each with what it is about. */
  readonly findings: readonly Finding[];
}

/** Something that is wrong with the configuration; it costs no more than what it is about. */
export interface Finding {
  /** The flag's key; "" for what is no flag. */
  readonly key: string;
  readonly sentence: string;
  /** Whether evaluations of the flag fail; else it is used all the same. */
  readonly fails: boolean;
}

/** What happened to each flag that is not what it was, in flagd's words. */
export type FlagChanges = Record<string, "write" | "update" | "delete">;

/** The parts of a configuration that must be objects if they are there. */
const PARTS = ["$evaluators", "metadata"];

/** Reads a configuration in flagd's schema; throws an Error for a text that is none. One bad flag is a finding. */
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

/** The flags that are new, different or gone; metadata counts. */
export function changesBetween(before: FlagSet, after: FlagSet): FlagChanges {
  const changes: FlagChanges = {};
  for (const key of before.read.keys()) if (!after.read.has(key)) changes[key] = "delete";
  for (const [key, { fingerprint }] of after.read) {
    const known = before.read.get(key);
    if (known?.fingerprint !== fingerprint) changes[key] = known ? "update" : "write";
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

/** What goes wrong in an evaluation is told to its caller; flagd-core's own log lines add nothing. */
const QUIET: Logger = { error() {}, warn() {}, info() {}, debug() {} };
