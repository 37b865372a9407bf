import type { Flag } from "@hipstershop/contract";
import type { JsonObject, JsonValue } from "@openfeature/core";
import { isObject, partsOf } from "./check-flags.ts";
import { type FlagSet, parseFlags } from "./flag-set.ts";
import { parseJson } from "./parse-json.ts";
import { plain } from "./read-flag.ts";
import { shorten } from "./shorten.ts";
import { isRule, parseRule, TargetingError, variantsNamedIn } from "./targeting-rule.ts";

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
      targeted: isRule(targeting),
      problem: read.get(key)?.problem || read.get(key)?.doubt || "",
      targeting: isRule(targeting) ? JSON.stringify(targeting) : "",
    };
  });
}

/**
 * The configuration with another default variant for one flag; the same text when the variant is the default already.
 * Throws when the flag still could not be evaluated. Mistakes in other flags do not matter.
 */
export function withDefaultVariant(text: string, key: string, variant: string): string {
  const flag = flagIn(text, key);
  const variants = isObject(flag) && isObject(flag["variants"]) ? flag["variants"] : undefined;
  if (variants && !Object.hasOwn(variants, variant)) throw new UnknownVariantError(key, variant, Object.keys(variants));
  const changed = isObject(flag) ? { ...flag, defaultVariant: variant } : flag;
  const isSo = isObject(flag) && flag["defaultVariant"] === variant;
  const next = isSo ? text : withFlags(text, { [key]: changed });
  const problem = parseFlags(next).read.get(key)?.problem;
  if (problem) throw new UnusableFlagError(key, problem);
  return next;
}

/**
 * The configuration with another targeting rule for one flag; "" and {} remove it. Throws a TargetingError for a rule
 * that the flag can't be evaluated with, that the schema has something against, or that names a variant which the flag
 * does not have.
 */
export function withTargeting(text: string, key: string, rule: string): string {
  const flag = flagIn(text, key);
  const targeting = parseRule(key, rule);
  const { targeting: before, ...others } = isObject(flag) ? flag : {};
  const without = withFlags(text, { [key]: isObject(flag) ? others : flag });
  const mistake = parseFlags(without).read.get(key)?.problem;
  if (mistake) throw new UnusableFlagError(key, mistake);
  if (!isRule(targeting)) return before === undefined ? text : without;
  if (JSON.stringify(targeting) === JSON.stringify(before)) return text;
  const next = withFlags(text, { [key]: { ...others, targeting } });
  const { problem = "", doubt = "" } = parseFlags(next).read.get(key) ?? {};
  const refused = problem || (doubt.startsWith("targeting") && doubt);
  if (refused) throw new TargetingError(key, refused);
  const unknown = variantsNamedIn(targeting).filter((name) => !Object.hasOwn(variantsOf(flag), name));
  if (unknown.length > 0) throw new TargetingError(key, `it has no variant '${unknown.join("', '")}'`);
  return next;
}

/**
 * The configuration with every flag off that has a variant "off": it is the default, and there is no rule. `keys` are
 * the flags that were changed; without any the text is the same.
 */
export function withAllOff(text: string): ChangedText {
  const changed: JsonObject = {};
  for (const [key, flag] of Object.entries(flagsOf(text))) {
    if (!isObject(flag) || !Object.hasOwn(variantsOf(flag), OFF)) continue;
    const { targeting, ...others } = flag;
    if (isRule(targeting) || flag["defaultVariant"] !== OFF) changed[key] = { ...others, defaultVariant: OFF };
  }
  return changedText(text, changed);
}

/**
 * The configuration with the flags and variants of `shipped` that it lacks; all else stays. `keys` are the flags that
 * were changed; without any the text is the same.
 */
export function withMissing(text: string, shipped: string): ChangedText {
  const own = flagsOf(text);
  const changed: JsonObject = {};
  for (const [key, flag] of Object.entries(flagsOf(shipped))) {
    const known = Object.hasOwn(own, key) ? own[key] : undefined;
    if (known === undefined) changed[key] = flag;
    if (!isObject(known) || !isObject(known["variants"])) continue;
    const missing = Object.entries(variantsOf(flag)).filter(([name]) => !Object.hasOwn(variantsOf(known), name));
    if (missing.length === 0) continue;
    changed[key] = { ...known, variants: { ...known["variants"], ...Object.fromEntries(missing) } };
  }
  return changedText(text, changed);
}

/** A configuration, and the keys of the flags in which it differs from the one before. */
interface ChangedText {
  readonly text: string;
  readonly keys: readonly string[];
}

function changedText(text: string, changed: JsonObject): ChangedText {
  const keys = Object.keys(changed);
  return { text: keys.length > 0 ? withFlags(text, changed) : text, keys };
}

const OFF = "off";

function variantsOf(flag: JsonValue | undefined): JsonObject {
  return isObject(flag) && isObject(flag["variants"]) ? flag["variants"] : {};
}

function flagIn(text: string, key: string): JsonValue {
  const written = flagsOf(text);
  const flag = Object.hasOwn(written, key) ? written[key] : undefined;
  if (flag === undefined) throw new UnknownFlagError(key);
  return flag;
}

function withFlags(text: string, changed: JsonObject): string {
  const config = { ...(JSON.parse(text) as JsonObject), flags: { ...flagsOf(text), ...changed } };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

function flagsOf(text: string): JsonObject {
  return partsOf(parseJson(text)).flags;
}
