import { type Fault, faults, variantNamed } from "../catalogue/index.ts";
import { OFF } from "../names.ts";
import type { Facts } from "./facts.ts";
import { evaluateRule } from "./targeting.ts";

/** A fault that acts, and why: `reason` is OpenFeature's, in lower case as OpenTelemetry writes it. */
export interface Choice {
  readonly variant: string;
  readonly reason: "static" | "targeting_match" | "default" | "error";
}

interface FlagState {
  readonly defaultVariant: string;
  /** undefined for none. */
  readonly rule: unknown;
}

interface WrittenFlag {
  readonly state?: unknown;
  readonly defaultVariant?: unknown;
  readonly targeting?: object;
}

const NOTHING: Choice = { variant: OFF, reason: "default" };

/** The flags of faults that are not simply off. */
export class FaultFlags {
  readonly #states: ReadonlyMap<string, FlagState>;
  /** Called with what is wrong with a rule. */
  readonly #onProblem: (flag: string, error: unknown) => void;

  /** @param configuration flagd's JSON. Throws when it is none. */
  constructor(configuration: string, onProblem: (flag: string, error: unknown) => void) {
    const { flags = {}, $evaluators = {} } = JSON.parse(configuration) as {
      readonly flags?: Readonly<Record<string, WrittenFlag>>;
      readonly $evaluators?: Readonly<Record<string, unknown>>;
    };
    const known = faults.flatMap((fault): [string, FlagState][] => {
      const state = readFlag(flags[fault.name], $evaluators);
      return state && (state.rule || state.defaultVariant !== OFF) ? [[fault.name, state]] : [];
    });
    this.#states = new Map(known);
    this.#onProblem = onProblem;
  }

  has({ name }: Fault): boolean {
    return this.#states.has(name);
  }

  /** The variant for a request; `off` when the flag has none, or one that the fault does not have. */
  choose(fault: Fault, facts: Facts): Choice {
    const state = this.#states.get(fault.name);
    if (!state) return NOTHING;
    const choice = this.#evaluate(fault.name, state, facts);
    return variantNamed(fault, choice.variant) ? choice : NOTHING;
  }

  #evaluate(name: string, { rule, defaultVariant }: FlagState, facts: Facts): Choice {
    if (!rule) return { variant: defaultVariant, reason: "static" };
    try {
      const variant = evaluateRule(rule, name, facts);
      return variant === undefined
        ? { variant: defaultVariant, reason: "default" }
        : { variant, reason: "targeting_match" };
    } catch (error) {
      this.#onProblem(name, error);
      return { variant: OFF, reason: "error" };
    }
  }
}

function readFlag(flag: WrittenFlag | undefined, shared: Readonly<Record<string, unknown>>): FlagState | undefined {
  if (flag?.state !== "ENABLED") return undefined;
  const hasRule = typeof flag.targeting === "object" && Object.keys(flag.targeting ?? {}).length > 0;
  return {
    defaultVariant: typeof flag.defaultVariant === "string" && flag.defaultVariant ? flag.defaultVariant : OFF,
    rule: hasRule ? withShared(flag.targeting, shared, 0) : undefined,
  };
}

/** Maximum depth of shared rules within shared rules. */
const DEPTH_MAX = 10;

/** The rule with {"$ref": name} replaced by that one of $evaluators. */
function withShared(rule: unknown, shared: Readonly<Record<string, unknown>>, depth: number): unknown {
  if (Array.isArray(rule)) return rule.map((item) => withShared(item, shared, depth));
  if (typeof rule !== "object" || rule === null) return rule;
  const { $ref } = rule as { readonly $ref?: unknown };
  if (typeof $ref === "string" && depth < DEPTH_MAX) return withShared(shared[$ref], shared, depth + 1);
  return Object.fromEntries(Object.entries(rule).map(([key, value]) => [key, withShared(value, shared, depth)]));
}
