import { checkedFault, checkVariant, type FaultState, type FaultSwitches } from "@hipstershop/faults/switches";

/** Whom a fault is for; everybody when empty. */
export interface Aim {
  /** Percentage of the targeting keys, above 0 to 100. */
  readonly percent?: number;
  /** What the context must be equal to, key by key. */
  readonly where: readonly Condition[];
  /** A whole rule in flagd's JSON; the variant is then for those for whom it gives null. */
  readonly targeting?: string;
}

export interface Condition {
  readonly key: string;
  readonly value: string;
}

/**
 * Switches a fault for everybody, which removes its rule, or for those whom `aim` names and for nobody else. Names and
 * variants are checked before anything is changed. Rejects with FaultSwitchError.
 */
export async function setFault(switches: FaultSwitches, name: string, variant: string, aim: Aim): Promise<FaultState> {
  checkVariant(checkedFault(name), variant);
  if (aim.targeting !== undefined) {
    await switches.target(name, aim.targeting);
    return switches.set(name, variant);
  }
  const rule = ruleFor(variant, aim);
  if (rule !== undefined) {
    await switches.target(name, JSON.stringify(rule));
    return switches.set(name, "off");
  }
  await switches.set(name, variant);
  return switches.target(name, "");
}

/** flagd's rule for an aim; undefined for everybody. */
export function ruleFor(variant: string, { percent, where }: Aim): object | undefined {
  // flagd's weights are whole numbers; hundredths of a percent are fine enough.
  const weight = Math.round((percent ?? 100) * 100);
  const whole = 10_000;
  const share =
    weight < whole
      ? {
          fractional: [
            [variant, weight],
            ["off", whole - weight],
          ],
        }
      : variant;
  if (where.length === 0) return typeof share === "string" ? undefined : share;
  const conditions = where.map(({ key, value }) => ({ "==": [{ var: key }, value] }));
  return { if: [conditions.length === 1 ? conditions[0] : { and: conditions }, share, "off"] };
}

/** What has been set, as a sentence: shippingSlow is 800ms for 10 % of those with currency=EUR. */
export function setText(name: string, variant: string, { percent, where, targeting }: Aim): string {
  if (targeting !== undefined) return `${name} follows the rule, and is ${variant} where that gives null`;
  const whom = where.map(({ key, value }) => `${key}=${value}`).join(" and ");
  const share = percent === undefined ? "" : `${percent} % of `;
  const those = whom
    ? `${share ? "" : "all "}those with ${whom}`
    : share
      ? "all requests, by targetingKey"
      : "everybody";
  return `${name} is ${variant} for ${share}${those}`;
}
