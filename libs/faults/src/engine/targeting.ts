import { LogicEngine } from "json-logic-engine";
import { murmurHash } from "./murmur.ts";

/** What a rule is evaluated with. */
export type RuleContext = Readonly<Record<string, unknown>>;

const engine = new LogicEngine();
engine.addMethod("starts_with", ([text, part]: unknown[]) => String(text).startsWith(String(part)));
engine.addMethod("ends_with", ([text, part]: unknown[]) => String(text).endsWith(String(part)));
engine.addMethod("fractional", (data: unknown, context: unknown) => fractional(data, context as RuleContext));

/**
 * The variant that a targeting rule returns; undefined when it leaves the choice to the default. Rules are flagd's:
 * https://flagd.dev/reference/flag-definitions/#targeting-rules, without sem_ver. Throws for an unknown operator.
 */
export function evaluateRule(rule: unknown, flagKey: string, context: RuleContext): string | undefined {
  const result = run(rule, { ...context, $flagd: { flagKey, timestamp: Math.floor(Date.now() / 1000) } });
  if (typeof result === "boolean" || typeof result === "number") return String(result);
  return typeof result === "string" ? result : undefined;
}

/** Throws an Error also where the library throws something else. */
function run(rule: unknown, data: RuleContext): unknown {
  try {
    return engine.run(rule, data);
  } catch (error) {
    throw error instanceof Error ? error : new Error(JSON.stringify(error), { cause: error });
  }
}

/**
 * flagd's percentage rollout: the hash of flag and targeting key, or of the text that comes first, chooses a bucket by
 * the weights. https://flagd.dev/reference/custom-operations/fractional-operation/
 */
function fractional(data: unknown, context: RuleContext): unknown {
  if (!Array.isArray(data)) return null;
  const values: readonly unknown[] = data;
  const [first] = values;
  const isKeyed = typeof first === "string";
  const { flagKey } = context["$flagd"] as { flagKey: string };
  if (!isKeyed && !context["targetingKey"]) return null;
  const key = isKeyed ? first : `${flagKey}${String(context["targetingKey"])}`;
  const buckets = (isKeyed ? values.slice(1) : values).map(readBucket);
  const total = buckets.reduce((sum, { weight }) => sum + weight, 0);
  const chosen = (BigInt(murmurHash(key)) * BigInt(total)) >> 32n;
  let sum = 0;
  return buckets.find(({ weight }) => BigInt((sum += weight)) > chosen)?.variant ?? null;
}

function readBucket(bucket: unknown): { readonly variant: unknown; readonly weight: number } {
  const [variant, weight = 1] = Array.isArray(bucket) ? (bucket as unknown[]) : [];
  if (typeof weight !== "number" || !Number.isInteger(weight)) throw new Error("a weight must be an integer");
  return { variant, weight: Math.max(0, weight) };
}
