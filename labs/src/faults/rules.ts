import { OFF } from "@hipstershop/faults";

/** For whom a variant is: a share of the sessions, requests with a certain property, or both. */
export interface Rule {
  readonly variant: string;
  /** 1 to 99; undefined: all. */
  readonly percent?: number;
  /** undefined: any request. */
  readonly where?: { readonly key: string; readonly value: string };
}

/** The rule in flagd's notation, as JSON. All other requests get the variant `off`. */
export function targetingOf({ variant, percent, where }: Rule): string {
  const shared = percent === undefined ? variant : { fractional: [[variant, percent], [OFF, 100 - percent]] };
  return JSON.stringify(where ? { if: [{ "==": [{ var: where.key }, where.value] }, shared, OFF] } : shared);
}

/** The rule that `targetingOf` made this JSON from; undefined for any other JSON, such as a rule written by hand. */
export function readRule(targeting: string): Rule | undefined {
  const found = ruleIn(parse(targeting));
  return found && targetingOf(found) === JSON.stringify(parse(targeting)) ? found : undefined;
}

/** A rule in words; "" for no rule. */
export function ruleText(targeting: string): string {
  if (targeting === "") return "";
  const rule = readRule(targeting);
  if (!rule) return "This rule was written by hand.";
  const { variant, percent, where } = rule;
  const share = percent === undefined ? "" : ` for ${percent} % of the sessions, always the same ones,`;
  const property = where ? ` where ${where.key} is “${where.value}”` : "";
  return `${variant}${share}${property}; off for all others.`.replace(",;", ";");
}

function ruleIn(json: unknown): Rule | undefined {
  const branches = listOf(json, "if");
  if (!branches) return sharedIn(json);
  const [condition, then] = branches;
  const [variable, value] = listOf(condition, "==") ?? [];
  const key = fieldOf(variable, "var");
  const shared = sharedIn(then);
  return shared && typeof key === "string" && typeof value === "string" ? { ...shared, where: { key, value } } : undefined;
}

function sharedIn(json: unknown): Rule | undefined {
  if (typeof json === "string") return { variant: json };
  const [first] = listOf(json, "fractional") ?? [];
  if (!Array.isArray(first)) return undefined;
  const [variant, percent] = first as readonly unknown[];
  return typeof variant === "string" && typeof percent === "number" ? { variant, percent } : undefined;
}

function listOf(json: unknown, name: string): readonly unknown[] | undefined {
  const value = fieldOf(json, name);
  return Array.isArray(value) ? value : undefined;
}

function fieldOf(json: unknown, name: string): unknown {
  return typeof json === "object" && json !== null ? new Map(Object.entries(json)).get(name) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
