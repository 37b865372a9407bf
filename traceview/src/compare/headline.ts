import { millisecondsText } from "@hipstershop/traces";
import type { Comparison, PathDifference, PathStats, WholeDifference } from "./comparison.ts";
import { type MixDifference, TESTED_MIN } from "./whole.ts";

/** What the sentences are made of: a comparison, the services left out of it, and the request whose share differs most. */
export interface Findings extends Omit<Comparison, "headline" | "notes"> {
  readonly visitors: readonly string[];
  readonly mix: MixDifference | undefined;
}

/** Changes of self time that a headline names. */
const NAMED_MAX = 3;
/** Smaller changes of self time are not named, nor those below this share of the largest. */
const NAMED_MIN_US = 50;
const NAMED_MIN_SHARE = 0.03;

/** The result of a comparison as one sentence, or two when something fails; the viewer and the terminal print the same. */
export function headlineOf(findings: Findings): string {
  const { a, b, whole } = findings;
  if (!whole)
    return a.traces === 0 ? (b.traces === 0 ? "No trace fits A or B." : "No trace fits A.") : "No trace fits B.";
  const failure = findings.differences.find(({ verdict }) => verdict === "errors");
  const sentences = [...(failure ? [failureText(failure, isSingle(findings))] : []), timeText(findings, whole)];
  return sentences.filter(Boolean).join(" ") || structureText(findings) || "No significant difference.";
}

/** What the headline does not say: why there is no test, how the groups differ, which spans are left out. */
export function notesOf(findings: Findings): string[] {
  const { a, b, whole, mix, visitors, differences } = findings;
  if (!whole) return [];
  const notes: string[] = [];
  if (isSingle(findings)) notes.push("One trace each: no test, so no p-values.");
  else if (whole.pValue === null)
    notes.push(`Too few traces for a test: A has ${a.traces}, B has ${b.traces}; it takes ${TESTED_MIN} a side.`);
  else notes.push(`Whole traces: median ${fromTo(whole)}, ${testText(whole)}.`);
  if (mix) notes.push(`The requests differ: ${mixText(mix, isSingle(findings))}.`);
  const onlyIn = (verdict: PathDifference["verdict"]) => differences.filter((one) => one.verdict === verdict).length;
  const [inA, inB] = [onlyIn("removed"), onlyIn("added")];
  if (inA > 0 || inB > 0) notes.push(`Paths in A only, or more often: ${inA}; in B: ${inB}.`);
  if (visitors.length > 0)
    notes.push(`Spans of ${visitors.join(", ")} are left out: paths begin at the first service that answers.`);
  return notes;
}

function isSingle({ a, b }: Findings): boolean {
  return a.traces === 1 && b.traces === 1;
}

function mixText({ request, shareA, shareB }: MixDifference, single: boolean): string {
  if (single) return shareA > shareB ? `A begins with ${request}, B does not` : `B begins with ${request}, A does not`;
  return `${request} is ${percentText(shareA)} of A and ${percentText(shareB)} of B`;
}

function failureText({ path, a, b }: PathDifference, single: boolean): string {
  const [before, after] = [a?.errorShare ?? 0, b?.errorShare ?? 0];
  const side = after > before ? "B" : "A";
  const name = path.at(-1) ?? "";
  if (single) return `${side} fails in ${name}.`;
  return `${side} fails more often in ${name}: ${percentText(before)} → ${percentText(after)}.`;
}

function timeText(findings: Findings, whole: WholeDifference): string {
  const tested = whole.pValue !== null;
  const causes = findings.differences.filter(({ verdict }) => !tested || verdict !== "same");
  const named = changesText(causes, Math.sign(whole.durationDelta));
  if (tested && whole.verdict === "same") return pathsText(findings.differences);
  const delta = whole.durationDelta;
  if (Math.abs(delta) < NAMED_MIN_US)
    return `A and B take the same time, ${millisecondsText(whole.a.durationMedian)}${endOf(named)}`;
  const how = `B is ${millisecondsText(Math.abs(delta))} ${delta > 0 ? "slower" : "faster"}`;
  const inMedian = isSingle(findings) ? "" : ` in the median (${fromTo(whole)})`;
  if (tested && named === "") return `${how}${inMedian}, though no single path is.`;
  return `${how}${inMedian}${endOf(named)}`;
}

/** The named changes as the end of a sentence. */
function endOf(named: string): string {
  if (named === "") return ".";
  return named.endsWith("…") ? `: ${named}` : `: ${named}.`;
}

/** Significant changes of single paths, where whole traces do not differ. */
function pathsText(differences: readonly PathDifference[]): string {
  const slower = differences.find(({ verdict }) => verdict === "slower");
  const change = slower ?? differences.find(({ verdict }) => verdict === "faster");
  if (!change) return "";
  return `B is ${change.verdict} in ${change.path.at(-1) ?? ""} (${signedText(change.selfDelta)} ms), whole traces are not.`;
}

function structureText({ differences }: Findings): string {
  const isStructure = ({ verdict }: PathDifference) => verdict === "added" || verdict === "removed";
  return differences.some(isStructure) ? "The structure differs: some paths are in one group only, or more often." : "";
}

/**
 * "ShipOrder −20.9, GetQuote −13.9, …": the largest changes of self time per trace in the direction of the whole change,
 * in milliseconds. Calls that ran side by side add up to more than the whole.
 */
function changesText(differences: readonly PathDifference[], direction: number): string {
  const changes = new Map<string, number>();
  for (const { path, a, b } of differences) {
    const name = shortName(path.at(-1) ?? "");
    changes.set(name, (changes.get(name) ?? 0) + selfPerTrace(b) - selfPerTrace(a));
  }
  const sorted = [...changes].filter(([, us]) => us * direction >= 0).sort(([, x], [, y]) => Math.abs(y) - Math.abs(x));
  const least = Math.max(NAMED_MIN_US, Math.abs(sorted[0]?.[1] ?? 0) * NAMED_MIN_SHARE);
  const large = sorted.filter(([, us]) => Math.abs(us) >= least);
  const named = large.slice(0, NAMED_MAX).map(([name, us]) => `${name} ${signedText(us)}`);
  return [...named, ...(large.length > NAMED_MAX ? ["…"] : [])].join(", ");
}

function selfPerTrace(stats: PathStats | null): number {
  return stats ? stats.selfMedian * stats.countPerTrace : 0;
}

/** "GetQuote" for "shippingservice ShippingService/GetQuote"; a route or another operation as it is. */
function shortName(label: string): string {
  const operation = label.slice(label.indexOf(" ") + 1);
  return /^[\w.]+\/(\w+)$/.exec(operation)?.[1] ?? operation;
}

function testText({ verdict, pValue }: WholeDifference): string {
  const p = pValue === null ? "" : pValue < 0.001 ? "p < 0.001" : `p ${pValue.toFixed(3)}`;
  return verdict === "same" ? `no significant difference (${p})` : `B is ${verdict} (${p})`;
}

/** "18.0 → 102 ms" */
function fromTo({ a, b }: WholeDifference): string {
  return `${bareText(a.durationMedian)} → ${millisecondsText(b.durationMedian)}`;
}

function signedText(us: number): string {
  return `${us < 0 ? "−" : "+"}${bareText(Math.abs(us))}`;
}

/** Milliseconds without the unit. */
function bareText(us: number): string {
  return millisecondsText(us).replace(/ ms$/, "");
}

function percentText(share: number): string {
  return `${Math.round(share * 100)} %`;
}
