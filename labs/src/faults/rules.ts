import { OFF } from "@hipstershop/faults/names";
import { type Condition, type Limits, ruleFor } from "@hipstershop/faults/rules";

/** For whom a variant is: a share of the sessions, requests with certain properties, or both. All others get `off`. */
export interface Rule extends Limits {
  readonly variant: string;
}

/** The rule in flagd's notation, as JSON. It has at least one limit. */
export function targetingOf({ variant, ...limits }: Rule): string {
  return JSON.stringify(ruleFor(variant, limits));
}

/** Reads a rule of the form that this page and `shop faults set` write; undefined for any other. */
export function readRule(targeting: string): Rule | undefined {
  const json = parse(targeting);
  const branches = listOf(json, "if");
  if (!branches) return readShare(json, []);
  const [condition, shared, rest, ...more] = branches;
  const where = (listOf(condition, "and") ?? [condition]).map(readCondition);
  if (rest !== OFF || more.length > 0 || !where.every((one) => one !== undefined)) return undefined;
  return typeof shared === "string" ? { variant: shared, where } : readShare(shared, where);
}

/** A rule in words; "" for no rule. */
export function ruleText(targeting: string): string {
  if (targeting === "") return "";
  const rule = readRule(targeting);
  if (!rule) return "by a rule that was written by hand";
  const { variant, percent, where } = rule;
  const whom = where.map(({ key, value }) => `${key} is “${value}”`).join(" and ");
  const requests = whom === "" ? "requests, by their session" : `requests whose ${whom}`;
  return `${variant} for ${percent === undefined ? "" : `${percent} % of `}${requests}`;
}

function readShare(json: unknown, where: readonly Condition[]): Rule | undefined {
  const [first, second, ...more] = listOf(json, "fractional") ?? [];
  const [variant, weight] = itemsOf(first);
  const [rest, weightOfRest] = itemsOf(second);
  if (typeof variant !== "string" || typeof weight !== "number" || typeof weightOfRest !== "number") return undefined;
  if (rest !== OFF || more.length > 0 || weight <= 0 || weightOfRest <= 0) return undefined;
  return { variant, percent: (100 * weight) / (weight + weightOfRest), where };
}

function readCondition(json: unknown): Condition | undefined {
  const [variable, value, ...more] = listOf(json, "==") ?? [];
  const key = fieldOf(variable, "var");
  return typeof key === "string" && typeof value === "string" && more.length === 0 ? { key, value } : undefined;
}

function listOf(json: unknown, name: string): readonly unknown[] | undefined {
  const value = fieldOf(json, name);
  return Array.isArray(value) ? value : undefined;
}

function itemsOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [];
}

/** The field of an object that has no other. */
function fieldOf(json: unknown, name: string): unknown {
  if (typeof json !== "object" || json === null) return undefined;
  const [[key, value] = [], ...more] = Object.entries(json);
  return key === name && more.length === 0 ? value : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
