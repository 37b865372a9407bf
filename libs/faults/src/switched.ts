import { OFF } from "./names.ts";

interface FlagOutline {
  readonly state?: unknown;
  readonly defaultVariant?: unknown;
  readonly targeting?: unknown;
  readonly variants?: Readonly<Record<string, unknown>>;
}

/**
 * Whether a flag that looks like a fault (it has the variant `off`) is not simply off: it has another default, or a
 * targeting rule. False for a configuration that can't be read.
 */
export function hasSwitchedFault(configuration: string): boolean {
  try {
    const { flags = {} } = JSON.parse(configuration) as { readonly flags?: Readonly<Record<string, FlagOutline>> };
    return Object.values(flags).some(isSwitched);
  } catch {
    return false;
  }
}

function isSwitched({ state, defaultVariant, targeting, variants = {} }: FlagOutline): boolean {
  if (state !== "ENABLED" || !(OFF in variants)) return false;
  const hasRule = typeof targeting === "object" && targeting !== null && Object.keys(targeting).length > 0;
  return hasRule || (defaultVariant !== OFF && defaultVariant !== null && defaultVariant !== undefined);
}
