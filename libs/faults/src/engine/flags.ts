import { type Fault, faults, variantNamed } from "../catalogue/index.ts";
import { OFF } from "../names.ts";
import { readFlags, switchedFlag, withShared } from "../written-flags.ts";
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

const NOTHING: Choice = { variant: OFF, reason: "default" };

/** The flags of faults that are not simply off. */
export class FaultFlags {
  readonly #states: ReadonlyMap<string, FlagState>;
  /** Called with what is wrong with a rule. */
  readonly #onProblem: (flag: string, error: unknown) => void;

  /** @param configuration flagd's JSON. Throws when it is none. */
  constructor(configuration: string, onProblem: (flag: string, error: unknown) => void) {
    const { flags, evaluators } = readFlags(configuration);
    const known = faults.flatMap(({ name }): [string, FlagState][] => {
      const flag = switchedFlag(flags[name]);
      return flag ? [[name, { ...flag, rule: flag.rule && withShared(flag.rule, evaluators) }]] : [];
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
