import type { Trace } from "@hipstershop/traces";
import type { Comparison, PathDifference, PathStats } from "./comparison.ts";
import { calleesOf, type Group, groupOf, type Path } from "./paths.ts";
import { fisherP, holm, mannWhitneyP, median, type Share, sum } from "./statistics.ts";

export type { Comparison, PathDifference } from "./comparison.ts";

/** Significance level per comparison, separately for times, errors and structure, corrected for the number of paths. */
const ALPHA = 0.01;
/** Changes of self time below either limit are ignored, even if significant. */
const SELF_CHANGE_MIN_US = 1000;
const SELF_CHANGE_MIN_SHARE = 0.05;
/**
 * Minimum structural change: in the share of traces with the path, of those that reach its parent, or in the calls per
 * trace.
 */
const PRESENCE_CHANGE_MIN = 0.25;
const COUNT_CHANGE_MIN = 1.5;

/** A path of either group, with uncorrected p-values. */
interface Candidate {
  readonly steps: readonly string[];
  readonly a: Path | undefined;
  readonly b: Path | undefined;
  readonly selfDelta: number;
  readonly selfP: number;
  readonly errorP: number;
  readonly ownErrorP: number;
  readonly structure: { readonly p: number; readonly grows: boolean; readonly matters: boolean };
}

/**
 * Compares two traces or two groups of traces, such as two revisions of a service, path by path from the root. Each
 * trace is one sample per path, the average of its spans there, since spans of one trace are not independent. Self
 * times are compared by the Mann–Whitney U test, errors by Fisher's exact test, both with Holm's correction over all
 * paths; small changes are ignored. For two single traces there is no significance: times never get a verdict and are
 * sorted by their change; structure and errors are compared directly.
 */
export function compareTraces(a: readonly Trace[], b: readonly Trace[]): Comparison {
  const callees = calleesOf([...a, ...b]);
  const [groupA, groupB] = [groupOf(a, callees), groupOf(b, callees)];
  const isPlain = a.length <= 1 && b.length <= 1;
  const candidates = [...new Set([...groupA.paths.keys(), ...groupB.paths.keys()])].map((key) =>
    candidateOf(key, groupA, groupB, isPlain),
  );
  const correctedP = (pick: (one: Candidate) => number) =>
    isPlain ? candidates.map(pick) : holm(candidates.map(pick));
  const [self, errors] = [correctedP(({ selfP }) => selfP), correctedP(({ errorP }) => errorP)];
  const [own, structure] = [correctedP(({ ownErrorP }) => ownErrorP), correctedP((one) => one.structure.p)];
  const judged = candidates.map((one, i) => {
    const verdict = verdictOf(one, { self: self[i]!, errors: errors[i]!, structure: structure[i]! });
    const isSource = verdict === "errors" && own[i]! < ALPHA;
    const difference = differenceOf(one, { tracesA: groupA.traces, tracesB: groupB.traces, pValue: self[i]!, verdict });
    return { difference, tier: tierOf(verdict, isSource, isPlain), weight: weightOf(difference) };
  });
  judged.sort((x, y) => x.tier - y.tier || y.weight - x.weight);
  return {
    a: { traces: a.length },
    b: { traces: b.length },
    differences: judged.map(({ difference }) => difference),
  };
}

function candidateOf(key: string, groupA: Group, groupB: Group, isPlain: boolean): Candidate {
  const [a, b] = [groupA.paths.get(key), groupB.paths.get(key)];
  const [selfA, selfB] = [a, b].map((path) => (path?.visits ?? []).map(({ selfUs }) => selfUs)) as [number[], number[]];
  const failing = (path: Path | undefined, pick: "errors" | "ownErrors"): Share => ({
    hits: path?.visits.filter((visit) => visit[pick] > 0).length ?? 0,
    total: path?.visits.length ?? 0,
  });
  const errorP = (pick: "errors" | "ownErrors") => shareP(failing(a, pick), failing(b, pick), isPlain);
  return {
    steps: (a ?? b)!.steps,
    a,
    b,
    selfDelta: (b ? median(selfB) : 0) - (a ? median(selfA) : 0),
    selfP: mannWhitneyP(selfA, selfB),
    errorP: errorP("errors"),
    ownErrorP: errorP("ownErrors"),
    structure: structureOf(key, groupA, groupB, isPlain),
  };
}

/** Single traces have no p-value: 0 for a difference, 1 for none. */
function shareP(a: Share, b: Share, isPlain: boolean): number {
  if (!isPlain) return fisherP(a, b);
  return a.total > 0 && b.total > 0 && a.hits !== b.hits ? 0 : 1;
}

/**
 * Compares how many traces have the path, of those that have its parent, and how often per trace. A path below an added
 * one is added with it. Differences between roots are differences in traffic, and ignored unless the groups have no
 * root in common.
 */
function structureOf(key: string, groupA: Group, groupB: Group, isPlain: boolean): Candidate["structure"] {
  const [a, b] = [groupA.paths.get(key), groupB.paths.get(key)];
  if (isPlain) return { p: a && b ? 1 : 0, grows: !a, matters: true };
  const { parent } = (a ?? b)!;
  if (parent === "") return { p: a && b ? 1 : 0, grows: !a, matters: !haveCommonRoot(groupA, groupB) };
  const reachedA = groupA.paths.get(parent)?.visits.length ?? 0;
  const reachedB = groupB.paths.get(parent)?.visits.length ?? 0;
  if (reachedA === 0 || reachedB === 0) return structureOf(parent, groupA, groupB, isPlain);
  const [countsA, countsB] = [a, b].map((path) => (path?.visits ?? []).map(({ spans }) => spans)) as [
    number[],
    number[],
  ];
  const [shareA, shareB] = [countsA.length / reachedA, countsB.length / reachedB];
  if (Math.abs(shareB - shareA) >= PRESENCE_CHANGE_MIN) {
    const p = fisherP({ hits: countsA.length, total: reachedA }, { hits: countsB.length, total: reachedB });
    return { p, grows: shareB > shareA, matters: true };
  }
  const ratio = sum(countsB) / countsB.length / (sum(countsA) / countsA.length);
  const matters = Math.max(ratio, 1 / ratio) >= COUNT_CHANGE_MIN;
  return { p: mannWhitneyP(countsA, countsB), grows: ratio > 1, matters };
}

function haveCommonRoot(groupA: Group, groupB: Group): boolean {
  return [...groupA.paths].some(([key, { parent }]) => parent === "" && groupB.paths.has(key));
}

interface Corrected {
  readonly self: number;
  readonly errors: number;
  readonly structure: number;
}

function verdictOf({ a, b, selfDelta, structure }: Candidate, p: Corrected): PathDifference["verdict"] {
  if (a && b && p.errors < ALPHA) return "errors";
  const usual = a ? median(a.visits.map(({ selfUs }) => selfUs)) : 0;
  const isLarge = Math.abs(selfDelta) >= Math.max(SELF_CHANGE_MIN_US, usual * SELF_CHANGE_MIN_SHARE);
  if (a && b && p.self < ALPHA && isLarge) return selfDelta > 0 ? "slower" : "faster";
  if (p.structure < ALPHA && structure.matters) return structure.grows ? "added" : "removed";
  return "same";
}

/**
 * Sort key: sources of errors first, then slower, faster, added and removed paths, then paths that only propagate
 * errors. For two single traces, added and removed paths are sorted among the others, by time.
 */
function tierOf(verdict: PathDifference["verdict"], isSource: boolean, isPlain: boolean): number {
  if (isSource) return 0;
  const structure = isPlain ? 5 : 3;
  return { errors: 4, slower: 1, faster: 2, added: structure, removed: structure, same: 5 }[verdict];
}

function weightOf({ a, b, selfDelta }: PathDifference): number {
  return Math.abs(selfDelta) * Math.max(a?.countPerTrace ?? 0, b?.countPerTrace ?? 0);
}

interface Judgement extends Pick<PathDifference, "pValue" | "verdict"> {
  readonly tracesA: number;
  readonly tracesB: number;
}

function differenceOf(
  { steps, a, b, selfDelta }: Candidate,
  { tracesA, tracesB, pValue, verdict }: Judgement,
): PathDifference {
  const [statsA, statsB] = [statsOf(a, tracesA), statsOf(b, tracesB)];
  return {
    path: steps,
    a: statsA,
    b: statsB,
    selfDelta,
    durationDelta: (statsB?.durationMedian ?? 0) - (statsA?.durationMedian ?? 0),
    pValue,
    verdict,
  };
}

function statsOf(path: Path | undefined, traces: number): PathStats | null {
  if (!path) return null;
  const spans = sum(path.visits.map((visit) => visit.spans));
  return {
    countPerTrace: spans / traces,
    errorShare: sum(path.visits.map(({ errors }) => errors)) / spans,
    durationMedian: median(path.visits.map(({ durationUs }) => durationUs)),
    selfMedian: median(path.visits.map((visit) => visit.selfUs)),
  };
}
