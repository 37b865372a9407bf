import { shortOperation } from "@hipstershop/traces";
import type { Callee, RelatedTrace, RelatedTraces } from "../../src/viewer-api/answers.ts";
import type { Span, Trace } from "../model/trace.ts";
import { isRpc } from "./failure-sentences.ts";
import { countedNames, listText, type Sentence } from "./sentence.ts";
import { skewSentences } from "./skew-sentences.ts";

/** What is known beside the trace. */
export interface Surroundings {
  readonly related: RelatedTraces;
  /** Microseconds since 1970: spans of a young trace may be on their way. */
  readonly nowUs: number;
}

/** Exporters send about once a second; retries and slow hosts included, spans are here after this. */
const UNDER_WAY_US = 5_000_000;
/** A service that sent nothing for this long is taken for one whose spans do not arrive. */
const SILENT_MS = 60_000;

/**
 * Why a trace is broken, in one sentence for each break: at which call, and what was lost there. Nothing is said of
 * missing spans while the trace is so young that they may be on their way.
 */
export function brokenSentences(trace: Trace, { related, nowUs }: Surroundings): readonly Sentence[] {
  const isYoung = nowUs - trace.startTime - trace.duration < UNDER_WAY_US;
  const groups = Map.groupBy(related.traces, (one) => `${one.holds} ${one.rootService} ${reasonOf(one)}`);
  const other = [...groups.values()].map((group) => otherTraceSentence(trace, group));
  const told = new Set(other.flatMap(({ spans }) => spans));
  const parts = isYoung ? [] : missingPartSentences(trace, related.callees, told);
  return [...other, ...parts, ...skewSentences(trace)];
}

/** The other traces of one break: each call that was cut may have its own. */
function otherTraceSentence(trace: Trace, others: readonly RelatedTrace[]): Sentence {
  const [first] = others;
  const { holds, traceID, rootService, rootOperation } = first!;
  const joints = new Set(others.map(({ joint }) => joint));
  const reason = `${reasonOf(first!)}.`;
  if (holds === "parent") {
    const begins = `${rootService} ${shortOperation(rootOperation)}`;
    return {
      topic: "broken",
      text: `Cut in two: this is the rest of another trace, which begins with ${begins}: ${reason}`,
      spans: trace.roots.filter(({ parentId, place }) => place === "root" || joints.has(parentId)),
      traceId: traceID,
    };
  }
  const calls = trace.spans.filter(({ id }) => joints.has(id));
  const callers = listText([...new Set(calls.map(({ service }) => service))]);
  const names = listText(countedNames(calls.map(({ operation }) => shortOperation(operation))));
  return {
    topic: "broken",
    text: `Cut in two: ${callers} called ${rootService}, ${names}, and what followed is in another trace: ${reason}`,
    spans: calls,
    traceId: traceID,
  };
}

function reasonOf({ sameTail, by }: RelatedTrace): string {
  if (sameTail) return "trace ids were shortened to 64 bits on the way, only their last 16 digits are equal";
  if (by === "parent") return "the span id was passed on, the trace id was not";
  return "no trace context arrived: the caller sent none, or in a format that the callee does not read (b3, X-B3-…, traceparent)";
}

/** Calls without a server span, and spans without their parent: the two ends of a break. */
function missingPartSentences(trace: Trace, callees: readonly Callee[], told: ReadonlySet<Span>): readonly Sentence[] {
  const orphans = trace.roots.filter(({ place }) => place === "orphan");
  const calls = trace.spans.filter((span) => isUnanswered(span) && !told.has(span));
  const sentences: Sentence[] = [];
  const left = new Set(orphans);
  const servers = Map.groupBy(
    orphans.filter(({ kind }) => kind === "server"),
    ({ operation }) => operation,
  );
  const unsent = new Map<string, { calls: Span[]; callee: Callee | undefined }>();
  for (const call of calls) {
    const lost = servers.get(call.operation)?.shift();
    if (lost) {
      left.delete(lost);
      sentences.push(lostParentSentence(call, lost));
      continue;
    }
    const callee = callees.find(({ operation }) => operation === call.operation);
    const key = callee?.service ?? call.operation;
    const group = unsent.get(key) ?? { calls: [], callee };
    group.calls.push(call);
    unsent.set(key, group);
  }
  for (const group of unsent.values()) sentences.push(unsentSentence(trace, group, left));
  if (left.size > 0 && unsent.size === 0) sentences.push(orphanSentence([...left]));
  return sentences;
}

/** A call of an rpc that succeeded, without a server span. */
function isUnanswered(span: Span): boolean {
  return span.kind === "client" && !span.error && isRpc(span) && !span.children.some(({ kind }) => kind === "server");
}

function lostParentSentence(call: Span, lost: Span): Sentence {
  return {
    topic: "broken",
    text: `Lost parent: ${lost.service} has the trace id of ${call.service}’s call ${shortOperation(call.operation)}, but another span id, ${lost.parentId}, which no span here has: the id was changed on the way, by a proxy or by headers made by hand.`,
    spans: [call, lost],
  };
}

interface Unsent {
  readonly calls: readonly Span[];
  readonly callee: Callee | undefined;
}

/** A callee has no span: it recorded none, or what it recorded did not arrive. */
function unsentSentence(trace: Trace, { calls, callee }: Unsent, orphans: ReadonlySet<Span>): Sentence {
  const callers = listText([...new Set(calls.map(({ service }) => service))]);
  const names = listText(countedNames(calls.map(({ operation }) => shortOperation(operation))));
  const below = [...orphans].filter(({ service, start }) => service !== callee?.service && isWithin(start, calls));
  const spans = [...calls, ...below];
  const who = callee?.service ?? "the callee";
  if (below.length > 0) {
    return {
      topic: "broken",
      text: `The spans of ${who} are missing between ${callers} and ${listText([...new Set(below.map(({ service }) => service))])}: it passed the trace on, but its own spans did not arrive (exporter, its address, a full queue, or a crash).`,
      spans,
    };
  }
  const hasOthers = trace.spans.some(({ service }) => service === callee?.service);
  const isSending = callee !== undefined && callee.silentMs !== null && callee.silentMs < SILENT_MS;
  const text =
    hasOthers || isSending
      ? `Not sampled: ${who} recorded nothing of ${names}, called by ${callers}, though other spans of it arrive: the sampled flag was lost on the way, or it decided anew.`
      : `No spans of ${who} arrive: ${callers} called ${names} with success. Its exporter does not reach this store, or it is not instrumented.`;
  return { topic: "broken", text, spans };
}

function isWithin(time: number, calls: readonly Span[]): boolean {
  return calls.some((call) => time >= call.start && time <= call.end);
}

function orphanSentence(orphans: readonly Span[]): Sentence {
  const services = listText([...new Set(orphans.map(({ service }) => service))]);
  const isOwn = orphans.every(({ kind }) => kind !== "server" && kind !== "consumer");
  return {
    topic: "broken",
    text: isOwn
      ? `Lost parent: a span of ${services} itself is missing above ${countedNames(orphans.map(({ operation }) => shortOperation(operation)))[0]!}: it was never ended, or its batch was lost.`
      : `Lost parent: the caller of ${services} is missing: it does not send its spans here, or it passed on a span id that no span here has.`,
    spans: orphans,
  };
}
