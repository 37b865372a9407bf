import type { Flag } from "@hipstershop/contract";
import type { JsonObject, JsonValue } from "@openfeature/core";
import { isObject, partsOf } from "./check-flags.ts";
import { type FlagSet, parseFlags } from "./flag-set.ts";
import { plain } from "./read-flag.ts";
import { shorten } from "./shorten.ts";

export class UnknownFlagError extends Error {
  constructor(key: string) {
    super(`flag '${shorten(key)}' not found`);
    this.name = "UnknownFlagError";
  }
}

export class UnknownVariantError extends Error {
  constructor(key: string, variant: string, known: readonly string[]) {
    super(`flag '${shorten(key)}' has no variant '${shorten(variant)}', but ${shorten(known.join(", "), 500)}`);
    this.name = "UnknownVariantError";
  }
}

/** The flag can't be evaluated, whatever its default variant. */
export class UnusableFlagError extends Error {
  constructor(key: string, problem: string) {
    super(`flag '${shorten(key)}' can't be read: ${shorten(problem, 500)}; mend it in the file`);
    this.name = "UnusableFlagError";
  }
}

/** All flags, as people see them. Of a flag that can't be read, the parts that are there. */
export function describeFlags({ text, read }: FlagSet): Flag[] {
  return Object.entries(flagsOf(text)).map(([key, written]) => {
    const { state, variants, defaultVariant, targeting, metadata } = isObject(written) ? written : {};
    return {
      key,
      description: String(plain(metadata)["description"] ?? ""),
      enabled: state === "ENABLED",
      defaultVariant: typeof defaultVariant === "string" ? defaultVariant : "",
      variants: isObject(variants) ? Object.keys(variants) : [],
      targeted: Object.keys(targeting ?? {}).length > 0,
      problem: read.get(key)?.problem || read.get(key)?.doubt || "",
    };
  });
}

/**
 * The configuration with another default variant for one flag; the same text when the variant is the default already.
 * Throws when the flag still could not be evaluated. Mistakes in other flags do not matter.
 */
export function withDefaultVariant(text: string, key: string, variant: string): string {
  const written = flagsOf(text);
  const flag = Object.hasOwn(written, key) ? written[key] : undefined;
  if (flag === undefined) throw new UnknownFlagError(key);
  const variants = isObject(flag) && isObject(flag["variants"]) ? flag["variants"] : undefined;
  if (isObject(flag) && variants && !Object.hasOwn(variants, variant)) {
    throw new UnknownVariantError(key, variant, Object.keys(variants));
  }
  const changed = isObject(flag) ? { ...flag, defaultVariant: variant } : flag;
  const config = { ...(JSON.parse(text) as JsonObject), flags: { ...written, [key]: changed } };
  const isSo = isObject(flag) && flag["defaultVariant"] === variant;
  const next = isSo ? text : `${JSON.stringify(config, undefined, 2)}\n`;
  const problem = parseFlags(next).read.get(key)?.problem;
  if (problem) throw new UnusableFlagError(key, problem);
  return next;
}

function flagsOf(text: string): JsonObject {
  return partsOf(JSON.parse(text) as JsonValue).flags;
}
