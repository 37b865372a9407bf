import type { Trace } from "@hipstershop/traces";
import type { Comparison, PathDifference, PathStats } from "./comparison.ts";
import { headlineOf, notesOf } from "./headline.ts";
import { calleesOf, type Group, groupOf, type Path } from "./paths.ts";
import { fisherP, holm, mannWhitneyP, median, type Share, sum } from "./statistics.ts";
import { answeringServices } from "./visitors.ts";
import { ALPHA, mixDifference, TESTED_MIN, wholeDifference } from "./whole.ts";

export type { Comparison, PathDifference } from "./comparison.ts";

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
  readonly selfP: number | null;
  readonly errorP: number;
  readonly ownErrorP: number;
  readonly structure: { readonly p: number; readonly grows: boolean; readonly matters: boolean };
}

/**
 * Compares two traces or two groups of traces, such as two revisions of a service, as a whole and path by path from the
 * first request. Each trace is one sample per path, the average of its spans there, since spans of one trace are not
 * independent. Times are compared by the Mann–Whitney U test, errors by Fisher's exact test, those of paths with Holm's
 * correction over all paths; small changes are ignored. With fewer than TESTED_MIN traces a side nothing is tested:
 * times get no verdict and are sorted by their change, and errors and structure differ where one side has them in each
 * trace and the other in none.
 */
export function compareTraces(a: readonly Trace[], b: readonly Trace[]): Comparison {
  const all = [...a, ...b];
  const around = { callees: calleesOf(all), answering: answeringServices(all) };
  const [groupA, groupB] = [groupOf(a, around), groupOf(b, around)];
  const isFew = Math.min(a.length, b.length) < TESTED_MIN;
  const findings = {
    a: { traces: a.length },
    b: { traces: b.length },
    whole: wholeDifference(groupA, groupB),
    differences: pathDifferences(groupA, groupB, isFew),
  };
  const mix = a.length === 0 || b.length === 0 ? undefined : mixDifference(groupA, groupB, isFew);
  const more = {
    ...findings,
    visitors: [...new Set([...groupA.visitors, ...groupB.visitors])].toSorted(compareText),
    mix,
  };
  return { ...findings, headline: headlineOf(more), notes: notesOf(more) };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function pathDifferences(groupA: Group, groupB: Group, isFew: boolean): PathDifference[] {
  const candidates = [...new Set([...groupA.paths.keys(), ...groupB.paths.keys()])].map((key) =>
    candidateOf(key, groupA, groupB, isFew),
  );
  const correctedP = (pick: (one: Candidate) => number) => (isFew ? candidates.map(pick) : holm(candidates.map(pick)));
  const self = correctedTimes(candidates);
  const errors = correctedP(({ errorP }) => errorP);
  const [own, structure] = [correctedP(({ ownErrorP }) => ownErrorP), correctedP((one) => one.structure.p)];
  const judged = candidates.map((one, i) => {
    const p = { self: self[i] ?? null, errors: errors[i]!, structure: structure[i]! };
    const verdict = verdictOf(one, p, isFew);
    const isSource = verdict === "errors" && own[i]! < ALPHA;
    const difference = differenceOf(one, { tracesA: groupA.traces, tracesB: groupB.traces, pValue: p.self, verdict });
    return { difference, tier: tierOf(verdict, isSource, isFew), weight: weightOf(difference) };
  });
  judged.sort((x, y) => x.tier - y.tier || y.weight - x.weight);
  return judged.map(({ difference }) => difference);
}

/** Holm's correction over the paths that were tested. */
function correctedTimes(candidates: readonly Candidate[]): (number | null)[] {
  const tested = candidates.flatMap(({ selfP }) => selfP ?? []);
  const corrected = holm(tested).values();
  return candidates.map(({ selfP }) => (selfP === null ? null : (corrected.next().value ?? null)));
}

function candidateOf(key: string, groupA: Group, groupB: Group, isFew: boolean): Candidate {
  const [a, b] = [groupA.paths.get(key), groupB.paths.get(key)];
  const [selfA, selfB] = [a, b].map((path) => (path?.visits ?? []).map(({ selfUs }) => selfUs)) as [number[], number[]];
  const failing = (path: Path | undefined, pick: "errors" | "ownErrors"): Share => ({
    hits: path?.visits.filter((visit) => visit[pick] > 0).length ?? 0,
    total: path?.visits.length ?? 0,
  });
  const errorP = (pick: "errors" | "ownErrors") => shareP(failing(a, pick), failing(b, pick), isFew);
  return {
    steps: (a ?? b)!.steps,
    a,
    b,
    selfDelta: (b ? median(selfB) : 0) - (a ? median(selfA) : 0),
    selfP: isFew || !a || !b ? null : mannWhitneyP(selfA, selfB),
    errorP: errorP("errors"),
    ownErrorP: errorP("ownErrors"),
    structure: structureOf(key, groupA, groupB, isFew),
  };
}

/** Few traces have no p-value: 0 where all of one side and none of the other are hits, otherwise 1. */
function shareP(a: Share, b: Share, isFew: boolean): number {
  if (!isFew) return fisherP(a, b);
  const [allA, allB] = [a.hits === a.total, b.hits === b.total];
  return a.total > 0 && b.total > 0 && allA !== allB && (allA ? b.hits : a.hits) === 0 ? 0 : 1;
}

/**
 * Compares how many traces have the path, of those that have its parent, and how often per trace. A path below an added
 * one is added with it. Differences between roots are differences in traffic, and ignored unless the groups have no
 * root in common.
 */
function structureOf(key: string, groupA: Group, groupB: Group, isFew: boolean): Candidate["structure"] {
  const [a, b] = [groupA.paths.get(key), groupB.paths.get(key)];
  const { parent, visits } = (a ?? b)!;
  const isSingle = groupA.traces <= 1 && groupB.traces <= 1;
  if (isSingle || parent === "")
    return { p: a && b ? 1 : 0, grows: !a, matters: isSingle || !haveCommonRoot(groupA, groupB) };
  const reachedA = groupA.paths.get(parent)?.visits.length ?? 0;
  const reachedB = groupB.paths.get(parent)?.visits.length ?? 0;
  if (reachedA === 0 || reachedB === 0) return structureOf(parent, groupA, groupB, isFew);
  if (isFew) return { p: !(a && b) && visits.length === (a ? reachedA : reachedB) ? 0 : 1, grows: !a, matters: true };
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
  readonly self: number | null;
  readonly errors: number;
  readonly structure: number;
}

function verdictOf({ a, b, selfDelta, structure }: Candidate, p: Corrected, isFew: boolean): PathDifference["verdict"] {
  if (a && b && p.errors < ALPHA) return "errors";
  const usual = a ? median(a.visits.map(({ selfUs }) => selfUs)) : 0;
  const isLarge = Math.abs(selfDelta) >= Math.max(SELF_CHANGE_MIN_US, usual * SELF_CHANGE_MIN_SHARE);
  if (p.self !== null && p.self < ALPHA && isLarge) return selfDelta > 0 ? "slower" : "faster";
  if (p.structure < ALPHA && structure.matters) return structure.grows ? "added" : "removed";
  return isFew ? "untested" : "same";
}

/**
 * Sort key: sources of errors first, then slower, faster, added and removed paths, then paths that only propagate
 * errors. With few traces, added and removed paths are sorted among the others, by time.
 */
function tierOf(verdict: PathDifference["verdict"], isSource: boolean, isFew: boolean): number {
  if (isSource) return 0;
  const structure = isFew ? 5 : 3;
  return { errors: 4, slower: 1, faster: 2, added: structure, removed: structure, same: 5, untested: 5 }[verdict];
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
