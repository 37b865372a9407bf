import { LogicEngine } from "json-logic-engine";
import { fieldOf, textOf } from "../message.ts";
import { murmurHash } from "./murmur.ts";

/** What a rule is evaluated with. */
export type RuleContext = Readonly<Record<string, unknown>>;

const engine = new LogicEngine();
engine.addMethod("starts_with", (data: unknown) => compared(data, (text, part) => text.startsWith(part)));
engine.addMethod("ends_with", (data: unknown) => compared(data, (text, part) => text.endsWith(part)));
engine.addMethod("fractional", (data: unknown, context: unknown) => fractional(data, context));

/**
 * The variant that a targeting rule returns; undefined when it leaves the choice to the default. Rules are flagd's:
 * https://flagd.dev/reference/flag-definitions/#targeting-rules, without sem_ver. Throws for an unknown operator.
 */
export function evaluateRule(rule: object, flagKey: string, context: RuleContext): string | undefined {
  const result = run(rule, { ...context, $flagd: { flagKey, timestamp: Math.floor(Date.now() / 1000) } });
  if (typeof result === "boolean" || typeof result === "number") return String(result);
  return typeof result === "string" ? result : undefined;
}

function compared(data: unknown, compare: (text: string, part: string) => boolean): boolean | null {
  const [text, part, ...more]: readonly unknown[] = Array.isArray(data) ? data : [];
  return typeof text === "string" && typeof part === "string" && more.length === 0 ? compare(text, part) : null;
}

/** Maximum sum of the weights. */
const WEIGHT_MAX = 2 ** 31 - 1;

const compiledRules = new WeakMap<object, ReturnType<LogicEngine["build"]>>();

/**
 * Evaluates the rule as a function, as flagd's own library for JavaScript does: JsonLogic interpreted compares and joins
 * some values differently. Throws an Error also where the library throws something else.
 */
function run(rule: object, context: RuleContext): unknown {
  try {
    const compiled = compiledRules.get(rule) ?? engine.build(rule);
    compiledRules.set(rule, compiled);
    const result: unknown = compiled(context);
    return result;
  } catch (error) {
    throw error instanceof Error ? error : new Error(JSON.stringify(error), { cause: error });
  }
}

/**
 * flagd's percentage rollout: the hash of flag and targeting key, or of the text that comes first, chooses a bucket by
 * the weights. As in flagd, one that is written wrongly chooses nothing.
 * https://flagd.dev/reference/custom-operations/fractional-operation/
 */
function fractional(data: unknown, context: unknown): unknown {
  const values: readonly unknown[] = Array.isArray(data) ? data : [];
  const [first] = values;
  const isKeyed = typeof first === "string";
  const targetingKey = textOf(context, "targetingKey");
  if (!isKeyed && !targetingKey) return null;
  const key = isKeyed ? first : `${textOf(fieldOf(context, "$flagd"), "flagKey")}${targetingKey}`;
  const buckets = (isKeyed ? values.slice(1) : values).map(readBucket);
  const total = buckets.reduce((sum, bucket) => sum + (bucket?.weight ?? Number.NaN), 0);
  if (!(total <= WEIGHT_MAX)) return null;
  const chosen = (BigInt(murmurHash(key)) * BigInt(total)) >> 32n;
  let sum = 0;
  return buckets.find((bucket) => BigInt((sum += bucket?.weight ?? 0)) > chosen)?.variant ?? null;
}

function readBucket(bucket: unknown): { readonly variant: unknown; readonly weight: number } | undefined {
  if (!Array.isArray(bucket) || bucket.length === 0 || bucket.length > 2) return undefined;
  const parts: readonly unknown[] = bucket;
  const [variant, weight = 1] = parts;
  if (typeof variant === "object" && variant !== null) return undefined;
  return Number.isInteger(weight) ? { variant, weight: Math.max(0, Number(weight)) } : undefined;
}
