import type { Flag } from "@hipstershop/contract";
import { shorten } from "./shorten.ts";

/** The parts of a flag, as parseFlags lets them pass. */
interface WrittenFlag {
  readonly state: "ENABLED" | "DISABLED";
  readonly variants: Readonly<Record<string, unknown>>;
  readonly defaultVariant?: string | null;
  readonly targeting?: object | null;
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
}

interface WrittenConfig {
  readonly flags: Readonly<Record<string, WrittenFlag>>;
}

export class UnknownFlagError extends Error {
  constructor(key: string) {
    super(`flag '${shorten(key)}' not found`);
    this.name = "UnknownFlagError";
  }
}

export class UnknownVariantError extends Error {
  constructor(key: string, variant: string, known: readonly string[]) {
    super(`flag '${key}' has no variant '${shorten(variant)}', but ${known.join(", ")}`);
    this.name = "UnknownVariantError";
  }
}

/** The flags of a valid configuration, for people. */
export function describeFlags(text: string): Flag[] {
  const { flags } = JSON.parse(text) as WrittenConfig;
  return Object.entries(flags).map(([key, { state, variants, defaultVariant, targeting, metadata }]) => ({
    key,
    description: String(metadata?.["description"] ?? ""),
    enabled: state === "ENABLED",
    defaultVariant: defaultVariant ?? "",
    variants: Object.keys(variants),
    targeted: Object.keys(targeting ?? {}).length > 0,
  }));
}

/** A valid configuration with another default variant for one flag; the very text when it has that already. */
export function withDefaultVariant(text: string, key: string, variant: string): string {
  const config = JSON.parse(text) as WrittenConfig;
  const flag = Object.hasOwn(config.flags, key) ? config.flags[key] : undefined;
  if (!flag) throw new UnknownFlagError(key);
  if (!Object.hasOwn(flag.variants, variant)) {
    throw new UnknownVariantError(key, variant, Object.keys(flag.variants));
  }
  if (flag.defaultVariant === variant) return text;
  const flags = { ...config.flags, [key]: { ...flag, defaultVariant: variant } };
  return `${JSON.stringify({ ...config, flags }, undefined, 2)}\n`;
}
