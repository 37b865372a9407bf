import type { JsonObject, JsonValue } from "@openfeature/core";

/** The parts of a configuration that are there. */
export interface ConfigParts {
  readonly flags: JsonObject;
  readonly evaluators: JsonObject;
  readonly metadata: JsonObject;
  /** Mistakes outside the flags, one sentence each. Such a part is ignored. */
  readonly doubts: readonly string[];
}

/** Splits a configuration into its parts; throws an Error when it is no configuration. */
export function partsOf(config: JsonValue): ConfigParts {
  if (!isObject(config)) throw new Error("the whole must be a JSON object");
  const { flags, $evaluators: evaluators = {}, metadata = {} } = config;
  if (!isObject(flags)) throw new Error(`"flags" must be an object with one entry per flag`);
  return {
    flags,
    evaluators: isObject(evaluators) ? evaluators : {},
    metadata: isObject(metadata) ? metadata : {},
    doubts: [
      ...(isObject(evaluators) ? [] : ["$evaluators must be an object with one entry per shared rule"]),
      ...(isObject(metadata) ? [] : ["metadata must be an object"]),
    ],
  };
}

/**
 * A mistake that makes a flag unusable, as a sentence; undefined when there is none. Clients that evaluate flags
 * themselves may reject the whole configuration because of such a flag.
 */
export function mistakeIn(flag: JsonValue | undefined): string | undefined {
  if (!isObject(flag)) return "it must be an object";
  const { state, variants, defaultVariant = null, metadata = {} } = flag;
  if (state !== "ENABLED" && state !== "DISABLED") {
    return `state is ${written(state)}, but must be "ENABLED" or "DISABLED"`;
  }
  if (!isObject(variants)) return "variants must be an object with one value or more";
  if (!isObject(metadata)) return `metadata is ${written(metadata)}, but must be an object`;
  if (defaultVariant === null || defaultVariant === "") return undefined;
  if (typeof defaultVariant === "string" && Object.hasOwn(variants, defaultVariant)) return undefined;
  const names = Object.keys(variants);
  const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : "";
  const known = names.slice(0, NAMED_MAX).join(", ") || "the variants, and there are none";
  return `defaultVariant is ${written(defaultVariant)}, but must be one of ${known}${more}`;
}

/** A mistake that the schema does not find or describes badly, in a flag that is used nevertheless. */
export function doubtAbout(flag: JsonObject): string | undefined {
  const variants = isObject(flag["variants"]) ? Object.values(flag["variants"]) : [];
  if (variants.length === 0) return "variants must name one value or more";
  const types = new Set(variants.map(typeOf));
  return types.size > 1 ? `variants must be of one type, these are ${[...types].join(" and ")}` : undefined;
}

const TOLD_LENGTH_MAX = 60;
const NAMED_MAX = 10;

function written(value: JsonValue | undefined): string {
  const text = JSON.stringify(value) ?? "not there";
  return text.length > TOLD_LENGTH_MAX ? `${text.slice(0, TOLD_LENGTH_MAX)}…` : text;
}

function typeOf(value: JsonValue | undefined): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
