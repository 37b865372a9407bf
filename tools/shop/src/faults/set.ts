import { type Limits, ruleFor } from "@hipstershop/faults/rules";
import { checkedFault, checkVariant, type FaultState, type FaultSwitches } from "@hipstershop/faults/switches";

/** Whom a fault is for; everybody when empty. */
export interface Aim extends Limits {
  /** A whole rule in flagd's JSON; the variant is then for those for whom it gives null. */
  readonly targeting?: string;
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
