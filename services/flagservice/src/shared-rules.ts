import type { JsonObject, JsonValue } from "@openfeature/core";
import { isObject } from "./check-flags.ts";

/**
 * Maximum number of values in a rule after shared rules are inserted: rules that contain each other twice double at
 * every level.
 */
const RULE_VALUES_MAX = 20_000;

/**
 * A flag's rule with every {"$ref": name} replaced by the shared rule; throws an Error that says why one can't be.
 * flagd replaces them in the text of the whole configuration, where one wrong name or a `$` breaks all flags.
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
        Object.entries(value).map(([key, item]) => [knownOperator(key), resolve(item ?? null, within)]),
      );
    }
    const found = Object.hasOwn(shared, name) ? shared[name] : undefined;
    if (found === undefined) throw new Error(`targeting refers to "${name}", which $evaluators doesn't have`);
    if (within.includes(name)) throw new Error(`targeting refers to "${name}", which refers to itself`);
    return resolve(found, [...within, name]);
  };
  return resolve(rule, []);
}

/**
 * The operator. Throws for names that every object has: flagd-core would find these and call them. `__proto__` is one of
 * them, also where Node was started without it (--disable-proto).
 */
function knownOperator(operator: string): string {
  if (operator in Object.prototype || operator === "__proto__")
    throw new Error(`targeting has "${operator}", which is no operator`);
  return operator;
}

/** The name in {"$ref": name}; an object with further fields is no reference. */
function referredTo(value: JsonObject): string | undefined {
  const name = value["$ref"];
  return typeof name === "string" && Object.keys(value).length === 1 ? name : undefined;
}
