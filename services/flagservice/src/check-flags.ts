import type { JsonObject, JsonValue } from "@openfeature/core";

/**
 * The first mistake in a flag configuration, as a sentence; undefined when there is none.
 * flagd's schema finds these mistakes as well, but tells them as a list of alternatives that all failed.
 */
export function mistakeIn(config: JsonValue): string | undefined {
  if (!isObject(config)) return "the whole must be a JSON object";
  const flags = config["flags"];
  if (!isObject(flags)) return `"flags" must be an object with one entry per flag`;
  const evaluators = isObject(config["$evaluators"]) ? config["$evaluators"] : {};
  for (const [key, flag] of Object.entries(flags)) {
    const mistake = mistakeInFlag(flag, evaluators);
    if (mistake) return `flag "${key}": ${mistake}`;
  }
  return undefined;
}

function mistakeInFlag(flag: JsonValue | undefined, evaluators: JsonObject): string | undefined {
  if (!isObject(flag)) return "must be an object";
  const { state, variants, defaultVariant = null, targeting = null } = flag;
  if (state !== "ENABLED" && state !== "DISABLED") {
    return `state is ${JSON.stringify(state)}, but must be "ENABLED" or "DISABLED"`;
  }
  if (!isObject(variants) || Object.keys(variants).length === 0) return "variants must name one value or more";
  const types = new Set(Object.values(variants).map(typeOf));
  if (types.size > 1) return `variants must be of one type, these are ${[...types].join(" and ")}`;
  if (defaultVariant !== null && !(typeof defaultVariant === "string" && Object.hasOwn(variants, defaultVariant))) {
    const known = Object.keys(variants).join(", ");
    return `defaultVariant is ${JSON.stringify(defaultVariant)}, but must be one of ${known}`;
  }
  const unknown = references(targeting).find((name) => !Object.hasOwn(evaluators, name));
  return unknown === undefined ? undefined : `targeting refers to "${unknown}", which $evaluators doesn't have`;
}

/** The names of the shared rules a rule refers to. */
function references(rule: JsonValue): readonly string[] {
  if (Array.isArray(rule)) return rule.flatMap(references);
  if (!isObject(rule)) return [];
  const { $ref, ...others } = rule;
  return [...(typeof $ref === "string" ? [$ref] : []), ...Object.values(others).flatMap(references)];
}

function typeOf(value: JsonValue): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
