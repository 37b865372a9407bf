import type { GroupScore, MetricLabel, MetricResult, Score, ScoreThresholds } from "./result.ts";

/** From which share of metrics without data on a canary fails. */
const NODATA_SHARE_MAX = 0.5;
/** Labels that count in a group's score. The original forgets errors. */
const COUNTED: readonly MetricLabel[] = ["Pass", "High", "Low", "NodataFailMetric"];
const COUNTED_STRICTLY: readonly MetricLabel[] = [...COUNTED, "Error"];

/** The weights of groups by name, in hundredths of the score. */
export type GroupWeights = Readonly<Record<string, number>>;

/** The scores of metrics, of which the muted are left out. `isStrict`: see judge(). */
export function scoresOf(
  results: readonly MetricResult[],
  weights: GroupWeights,
  thresholds: ScoreThresholds,
  isStrict: boolean,
): { readonly groupScores: readonly GroupScore[]; readonly score: Score<"Pass" | "Marginal" | "Fail"> } {
  const counted = results.filter(({ muted }) => !muted);
  const groups = groupsOf(counted, isStrict ? COUNTED_STRICTLY : COUNTED);
  const reason = failureOf(counted);
  const score = reason === "" ? rounded(isStrict ? strictSum(groups, weights) : weightedSum(groups, weights)) : 0;
  return {
    groupScores: groups.map(({ name, score = 0 }) => ({ name, score, classification: "", classificationReason: "" })),
    score: { score, classification: classOf(score, thresholds), classificationReason: reason },
  };
}

/** What a group is worth in the score. */
export interface GroupShare {
  readonly name: string;
  /** In hundredths of the score; 0 where a strict judgement leaves the group out. */
  readonly weight: number;
  /** 0 to 100; undefined where none of its metrics could be compared. */
  readonly score: number | undefined;
}

/** The groups of a judgement with their weights, as scoresOf() takes them. */
export function groupSharesOf(
  results: readonly MetricResult[],
  weights: GroupWeights,
  isStrict: boolean,
): readonly GroupShare[] {
  const counted = results.filter(({ muted }) => !muted);
  const groups = groupsOf(counted, isStrict ? COUNTED_STRICTLY : COUNTED);
  return isStrict
    ? strictShares(groups, weights)
    : groups.map((group) => ({ ...group, weight: weighing(groups, weights)(group) }));
}

/** A group with the share of its metrics that passed, in percent; undefined where none could be compared. */
interface Group {
  readonly name: string;
  readonly score: number | undefined;
}

function groupsOf(results: readonly MetricResult[], counted: readonly MetricLabel[]): readonly Group[] {
  const labelled = results.flatMap(({ groups, classification }) => groups.map((name) => ({ name, classification })));
  const byName = Map.groupBy(labelled, ({ name }) => name);
  return [...byName].map(([name, metrics]) => {
    const labels = metrics.map(({ classification }) => classification).filter((label) => counted.includes(label));
    const passed = labels.filter((label) => label === "Pass").length;
    return { name, score: labels.length === 0 ? undefined : (passed / labels.length) * 100 };
  });
}

/** Why the canary fails whatever the groups' scores are; "" where it does not. */
function failureOf(results: readonly MetricResult[]): string {
  const critical = results.find((result) => result.critical && result.classification !== "Pass");
  if (critical) return `Canary Failed: ${critical.classificationReason ?? ""}`;
  const empty = results.filter(({ classification }) => classification === "Nodata").length;
  return empty / results.length >= NODATA_SHARE_MAX ? "Canary Failed: 50% or more metrics returned NODATA" : "";
}

/** Groups without a weight share what is left of 100, even where that is negative. A group without a score has 100. */
function weightedSum(groups: readonly Group[], weights: GroupWeights): number {
  const weightOf = weighing(groups, weights);
  return groups.reduce((total, group) => total + (group.score ?? 100) * (weightOf(group) / 100), 0);
}

/** The weighted mean of the groups that have a score, so that the weights need not sum to 100; 0 where none has. */
function strictSum(groups: readonly Group[], weights: GroupWeights): number {
  const weightOf = weighing(groups, weights);
  const scored = groups.flatMap((group) => {
    const weight = Math.max(0, weightOf(group));
    return group.score === undefined ? [] : [{ weight, part: weight * group.score }];
  });
  const total = scored.reduce((sum, { weight }) => sum + weight, 0);
  return total === 0 ? 0 : scored.reduce((sum, { part }) => sum + part, 0) / total;
}

/** The weights that strictSum() gives groups, as shares of their sum. */
function strictShares(groups: readonly Group[], weights: GroupWeights): readonly GroupShare[] {
  const weightOf = weighing(groups, weights);
  const scored = groups.map((group) => (group.score === undefined ? 0 : Math.max(0, weightOf(group))));
  const total = scored.reduce((sum, weight) => sum + weight, 0);
  return groups.map((group, i) => ({ ...group, weight: total === 0 ? 0 : ((scored[i] ?? 0) / total) * 100 }));
}

function weighing(groups: readonly Group[], weights: GroupWeights): (group: Group) => number {
  const given = new Map(Object.entries(weights));
  const sum = [...given.values()].reduce((total, weight) => total + weight, 0);
  const others = groups.filter(({ name }) => !given.has(name)).length;
  return ({ name }) => given.get(name) ?? (100 - sum) / others;
}

/** To two places, half away from 0 in the number's shortest decimal form, as Commons Math does: 1.005 is 1.01. */
function rounded(value: number): number {
  const text = String(Math.abs(value));
  // Very small and very large numbers are written with an exponent.
  if (!/^[\d.]+$/.test(text)) return Math.abs(value) < 1 ? 0 : value;
  const [whole = "0", fraction = ""] = text.split(".");
  const hundredths = Number(whole + fraction.slice(0, 2).padEnd(2, "0")) + (Number(fraction[2] ?? 0) >= 5 ? 1 : 0);
  return (Math.sign(value) * hundredths) / 100;
}

function classOf(score: number, { pass, marginal }: ScoreThresholds): "Pass" | "Marginal" | "Fail" {
  if (score >= pass) return "Pass";
  return score >= marginal ? "Marginal" : "Fail";
}
