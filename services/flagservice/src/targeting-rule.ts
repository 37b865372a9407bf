import type { JsonObject, JsonValue } from "@openfeature/core";
import { isObject } from "./check-flags.ts";
import { parseJson } from "./parse-json.ts";
import { shorten } from "./shorten.ts";

/** Maximum characters of a rule that is set by rpc. It also bounds how deep a rule nests. */
const RULE_LENGTH_MAX = 10_000;

/** A targeting rule that can't be evaluated. */
export class TargetingError extends Error {
  constructor(key: string, problem: string) {
    super(`flag '${shorten(key)}' can't have this rule: ${shorten(problem, 500)}`);
    this.name = "TargetingError";
  }
}

/** Whether a flag's targeting decides anything: null and {} are none. */
export function isRule(targeting: JsonValue | undefined): boolean {
  return Object.keys(targeting ?? {}).length > 0;
}

/** The rule of a flag from flagd's JSON; an empty object for "". Throws a TargetingError for what is no JSON object. */
export function parseRule(key: string, text: string): JsonObject {
  if (text === "") return {};
  if (text.length > RULE_LENGTH_MAX) {
    throw new TargetingError(key, `it has ${text.length} characters, ${RULE_LENGTH_MAX} are the limit`);
  }
  const rule = jsonOf(key, text);
  if (!isObject(rule)) throw new TargetingError(key, "it must be a JSON object");
  return rule;
}

function jsonOf(key: string, text: string): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    throw new TargetingError(key, error instanceof Error ? error.message : String(error));
  }
}

/** The variants that a rule has as its results, as far as they are written out: in `if` and in `fractional`. */
export function variantsNamedIn(rule: JsonValue | undefined): readonly string[] {
  if (typeof rule === "string") return [rule];
  if (!isObject(rule)) return [];
  const { if: branches, fractional } = rule;
  const results = Array.isArray(branches)
    ? branches.filter((_, at) => at % 2 === 1 || (at > 0 && at === branches.length - 1))
    : [];
  const shares = Array.isArray(fractional) ? fractional.filter(Array.isArray).map(([name]) => name) : [];
  return [...results, ...shares].flatMap(variantsNamedIn);
}
