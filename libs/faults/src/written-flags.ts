import { textOf } from "./message.ts";
import { OFF } from "./names.ts";

/** A flag as a configuration of flagd writes it. Nothing is checked. */
interface WrittenFlag {
  readonly state?: unknown;
  readonly defaultVariant?: unknown;
  readonly targeting?: unknown;
  readonly variants?: unknown;
}

/** The flags of a configuration, and the rules that they share. */
export interface WrittenFlags {
  readonly flags: Readonly<Record<string, WrittenFlag>>;
  readonly evaluators: Readonly<Record<string, unknown>>;
}

/** What a flag that is not simply off says. */
export interface Switched {
  /** `off` when the flag has none. */
  readonly defaultVariant: string;
  /** Its targeting rule, as JSON; undefined for none. */
  readonly rule: object | undefined;
}

/** What is read of a configuration. */
interface ConfigurationJson {
  readonly flags?: WrittenFlags["flags"];
  readonly $evaluators?: WrittenFlags["evaluators"];
}

/** Reads flagd's JSON. Throws when it is none. */
export function readFlags(configuration: string): WrittenFlags {
  const { flags = {}, $evaluators: evaluators = {} }: ConfigurationJson = JSON.parse(configuration);
  return { flags, evaluators };
}

/** What a flag says; undefined when it is disabled, or simply off: its default is `off`, and it has no rule. */
export function switchedFlag(flag: WrittenFlag | undefined): Switched | undefined {
  if (flag?.state !== "ENABLED") return undefined;
  const { defaultVariant, targeting } = flag;
  const rule = typeof targeting === "object" && targeting !== null && Object.keys(targeting).length > 0;
  const read = {
    defaultVariant: typeof defaultVariant === "string" && defaultVariant ? defaultVariant : OFF,
    rule: rule ? targeting : undefined,
  };
  return read.rule || read.defaultVariant !== OFF ? read : undefined;
}

/** Maximum depth of shared rules within shared rules. */
const DEPTH_MAX = 10;

/** The rule with {"$ref": name} replaced by that one of $evaluators. */
export function withShared(rule: unknown, shared: WrittenFlags["evaluators"], depth = 0): unknown {
  if (Array.isArray(rule)) return rule.map((item) => withShared(item, shared, depth));
  if (typeof rule !== "object" || rule === null) return rule;
  const ref = textOf(rule, "$ref");
  if (ref && depth < DEPTH_MAX) return withShared(shared[ref], shared, depth + 1);
  return Object.fromEntries(Object.entries(rule).map(([key, value]) => [key, withShared(value, shared, depth)]));
}
