import { type Fault, faults, variantNamed } from "./catalogue/index.ts";
import { OFF } from "./names.ts";
import { readFlags, switchedFlag, withShared } from "./written-flags.ts";

/** A fault that is switched on, for all requests or for some. */
export interface ActiveFault {
  readonly name: string;
  /** What acts unless a rule says otherwise; `off` for a fault that acts by its rule alone. */
  readonly variant: string;
  /** Whether a targeting rule chooses the variant of some requests. */
  readonly targeted: boolean;
  /** The variants other than `off` that the rule names. */
  readonly targets: readonly string[];
}

/**
 * The faults that flagd's JSON switches on, in the catalogue's order. Rules are not evaluated: who may be concerned
 * counts. Throws when it is no JSON.
 */
export function activeFaults(configuration: string): readonly ActiveFault[] {
  const { flags, evaluators } = readFlags(configuration);
  return faults.flatMap((fault) => {
    const { defaultVariant = OFF, rule } = switchedFlag(flags[fault.name]) ?? {};
    const variant = variantNamed(fault, defaultVariant) ? defaultVariant : OFF;
    if (variant === OFF && !rule) return [];
    const targets = rule ? variantsIn(withShared(rule, evaluators), fault) : [];
    return [{ name: fault.name, variant, targeted: rule !== undefined, targets }];
  });
}

/** The variants of a fault that stand in a rule, as its results or its buckets. */
function variantsIn(rule: unknown, { variants }: Fault): readonly string[] {
  const texts = new Set(textsIn(rule));
  return variants.map(({ name }) => name).filter((name) => name !== OFF && texts.has(name));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
