import { durationText, shortOperation } from "@hipstershop/traces";
import type { CriticalPath } from "../critical-path.ts";
import { faultsOf } from "../model/faults.ts";
import { httpStatusOf, rpcStatusOf } from "../model/status.ts";
import type { Span, Trace } from "../model/trace.ts";
import { brokenSentences, type Surroundings } from "./broken-sentences.ts";
import { failureSentences, isRpc } from "./failure-sentences.ts";
import { countedNames, listText, type Sentence } from "./sentence.ts";
import { repeatedSentences, timeSentences, togetherSentences } from "./time-sentences.ts";

export type { Sentence, Topic } from "./sentence.ts";

/**
 * A trace in words: what was asked, what failed and where it began, why the trace is broken, who took how long, what ran
 * side by side. Each sentence names its spans. Breaks are told once the store has said what is around the trace.
 */
export function sentencesOf(trace: Trace, path: CriticalPath, around?: Surroundings): readonly Sentence[] {
  const failures = failureSentences(trace);
  return [
    ...askedSentences(trace),
    ...failures,
    ...(around ? brokenSentences(trace, around) : []),
    ...timeSentences(trace, path),
    ...togetherSentences(trace),
    ...repeatedSentences(trace),
    ...faultSentences(trace, failures),
  ];
}

function askedSentences(trace: Trace): readonly Sentence[] {
  const root = trace.roots.find(({ parentId }) => parentId === "") ?? trace.roots[0];
  if (!root) return [];
  const request = firstServerSpan(root);
  const asker = request !== root && request.service !== root.service ? root.service : "a visitor";
  const status = httpStatusOf(request) || rpcStatusOf(request);
  const others = trace.services.length - (trace.services.some(({ name }) => name === request.service) ? 1 : 0);
  const who = beginningOf(request, asker);
  const helped = others > 0 ? `, with the help of ${others} other service${others === 1 ? "" : "s"}` : "";
  const answered =
    request.kind === "server"
      ? `answered after ${durationText(request.duration)}`
      : `took ${durationText(request.duration)}`;
  return [
    {
      topic: "asked",
      text: `${who} ${shortOperation(request.operation)}; it ${request.kind === "server" ? "was " : ""}${answered}${status === "" ? "" : ` with ${status}`}${helped}.`,
      spans: [request],
    },
  ];
}

/** The caller of an rpc is another service, whose span is not here. */
function beginningOf(request: Span, asker: string): string {
  if (request.kind !== "server") return `${request.service} ran`;
  if (request.parent === null && isRpc(request)) return `${request.service} was asked for`;
  return `${capitalised(asker)} asked ${request.service} for`;
}

/** The first server span of a chain without branches from the root: below the spans of a visitor such as a load generator. */
function firstServerSpan(root: Span): Span {
  let span = root;
  while (span.kind !== "server" && span.children.length === 1) span = span.children[0]!;
  return span.kind === "server" ? span : root;
}

/** Faults that were switched on purpose, unless a sentence about a failure names them. */
function faultSentences(trace: Trace, failures: readonly Sentence[]): readonly Sentence[] {
  const told = failures.map(({ text }) => text).join(" ");
  const spans = trace.spans.filter((span) => faultsOf(span).some((fault) => !told.includes(fault)));
  if (spans.length === 0) return [];
  const names = countedNames(spans.flatMap(faultsOf)).map((name) => name.replace(/^\d+ × /, ""));
  const where = listText([...new Set(spans.map(({ service }) => service))]);
  return [{ topic: "fault", text: `On purpose: the fault ${listText(names)} acted in ${where}.`, spans }];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
