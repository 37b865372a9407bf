import { OFF } from "@hipstershop/faults/names";
import { type Condition, type Limits, ruleFor } from "@hipstershop/faults/rules";
import { LEARNER, readOwnRules } from "./own-rules.ts";
import { listOf, parse, readCondition } from "./rule-json.ts";

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

/**
 * A rule in words; "" for no rule.
 *
 * @param viewer the name of the learner who reads it, who is not told the others' names; "" for the trainer, who is.
 */
export function ruleText(targeting: string, viewer = ""): string {
  if (targeting === "") return "";
  const { own, rest } = readOwnRules(targeting);
  if (own.size > 0) {
    const parts = [...own].map(([name, variant]) => `${variant} only for ${whoText(name, viewer, "the learner ")}`);
    const each = [...new Set(parts)].join(", ");
    return rest === "" ? each : `${each}; for the others ${ruleText(rest, viewer)}`;
  }
  const rule = readRule(targeting);
  if (!rule) return "by a rule that was written by hand";
  const { variant, percent, where } = rule;
  const whom = where
    .map(({ key, value }) => `${key} is ${key === LEARNER ? whoText(value, viewer) : `“${value}”`}`)
    .join(" and ");
  const requests = whom === "" ? "requests, by their session" : `requests whose ${whom}`;
  return `${variant} for ${percent === undefined ? "" : `${percent} % of `}${requests}`;
}

/** Whether a rule may name a learner other than the viewer. */
export function namesOthers(targeting: string, viewer: string): boolean {
  return viewer !== "" && targeting.includes(`"${LEARNER}"`);
}

function whoText(name: string, viewer: string, title = ""): string {
  if (viewer === "") return `${title}“${name}”`;
  return name === viewer ? "you" : "somebody else";
}

function readShare(json: unknown, where: readonly Condition[]): Rule | undefined {
  const [first, second, ...more] = listOf(json, "fractional") ?? [];
  const [variant, weight] = itemsOf(first);
  const [rest, weightOfRest] = itemsOf(second);
  if (typeof variant !== "string" || typeof weight !== "number" || typeof weightOfRest !== "number") return undefined;
  if (rest !== OFF || more.length > 0 || weight <= 0 || weightOfRest <= 0) return undefined;
  return { variant, percent: (100 * weight) / (weight + weightOfRest), where };
}

function itemsOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [];
}
