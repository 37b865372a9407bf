import type { JsonObject, JsonValue } from "@openfeature/core";
import { isObject } from "./check-flags.ts";

/** The most a rule may grow to by the shared rules in it, in values: rules that hold each other twice double every time. */
const RULE_VALUES_MAX = 20_000;

/**
 * A flag's rule with every {"$ref": name} replaced by that shared rule; throws an Error that says why that can't be.
 * flagd replaces them in the text of the whole configuration, in which one bad name or a `$` spoils every flag.
 */
export function withSharedRules(rule: JsonValue, shared: JsonObject): JsonValue {
  let left = RULE_VALUES_MAX;
  const resolve = (value: JsonValue, within: readonly string[]): JsonValue => {
    if (left-- === 0) throw new Error(`targeting has more than ${RULE_VALUES_MAX} values, shared rules included`);
    if (Array.isArray(value)) return value.map((item) => resolve(item, within));
    if (!isObject(value)) return value;
    const name = referredTo(value);
    if (name === undefined) {
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [known(key), resolve(item ?? null, within)]),
      );
    }
    const found = Object.hasOwn(shared, name) ? shared[name] : undefined;
    if (found === undefined) throw new Error(`targeting refers to "${name}", which $evaluators doesn't have`);
    if (within.includes(name)) throw new Error(`targeting refers to "${name}", which refers to itself`);
    return resolve(found, [...within, name]);
  };
  return resolve(rule, []);
}

/** An operator, but none of those that every object has: flagd-core finds them, and calls them. */
function known(operator: string): string {
  if (operator in Object.prototype) throw new Error(`targeting has "${operator}", which is no operator`);
  return operator;
}

/** The name in {"$ref": name}; beside anything else `$ref` is no reference. */
function referredTo(value: JsonObject): string | undefined {
  const name = value["$ref"];
  return typeof name === "string" && Object.keys(value).length === 1 ? name : undefined;
}
