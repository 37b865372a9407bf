import { OFF } from "./names.ts";
import { readFlags, switchedFlag } from "./written-flags.ts";

/**
 * Whether a flag that looks like a fault (it has the variant `off`) is not simply off: it has another default, or a
 * targeting rule. False for a configuration that can't be read.
 */
export function hasSwitchedFault(configuration: string): boolean {
  try {
    const { flags } = readFlags(configuration);
    return Object.values(flags).some((flag) => hasOff(flag.variants) && switchedFlag(flag) !== undefined);
  } catch {
    return false;
  }
}

function hasOff(variants: unknown): boolean {
  return typeof variants === "object" && variants !== null && OFF in variants;
}
