import { type Span, spanIndexOf, summariseTrace, type Trace } from "@hipstershop/traces";
import type { Callee, RelatedTrace, RelatedTraces } from "./answers.ts";
import type { SpanStore } from "../store/span-store.ts";
import { isRpc } from "../store/stored-trace.ts";

const RELATED_MAX = 10;
/** Clocks of two hosts that are kept by NTP differ by less. */
const CLOCKS_US = 50_000;

/**
 * Other traces that are probably parts of this one, and who answers its unanswered calls elsewhere. A part is found by a
 * span that names a span of the other trace as its parent: where trace ids are truncated to 64 bits, or a service starts
 * a new trace id but keeps the parent's span id. Or it is found by time: the root of one trace is the server span of an
 * rpc that the other called just then, and for which it has no server span.
 */
export function relatedTraces(store: SpanStore, trace: Trace, nowMs: number): RelatedTraces {
  const part = partOf(trace);
  const sure: RelatedTrace[] = [];
  const guesses = new Map<string, RelatedTrace & Guess>();
  for (const other of candidates(store, trace, part)) {
    const links = linksByParent(part, other);
    const guess = sure.length === 0 && links.length === 0 ? linkByTime(part, other) : undefined;
    if (links.length === 0 && !guess) continue;
    const { rootService, rootOperation } = summariseTrace(other);
    const sameTail = other.traceId.slice(-16) === trace.traceId.slice(-16);
    const about = { traceID: other.traceId, rootService, rootOperation, sameTail };
    sure.push(...links.map((link) => ({ ...about, ...link })));
    if (guess && guess.apartUs < (guesses.get(guess.joint)?.apartUs ?? Infinity)) {
      guesses.set(guess.joint, { ...about, ...guess });
    }
  }
  const guessed = [...guesses.values()].map(({ apartUs: _apart, ...related }) => related);
  return { traces: (sure.length > 0 ? sure : guessed).slice(0, RELATED_MAX), callees: calleesOf(store, part, nowMs) };
}

/** The traces in which a link may be, by what they lack: their spans are not read. */
function candidates(store: SpanStore, trace: Trace, part: Part): ReadonlySet<Trace> {
  const { looseEnds } = store;
  const found = new Set<Trace>();
  for (const id of part.ids) for (const other of looseEnds.lackingParent(id)) found.add(other);
  // Only what lacks parents asks each trace, by its own index.
  const missed = [...part.missed].slice(0, RELATED_MAX);
  if (missed.length > 0)
    for (const other of store.traces()) if (missed.some((id) => other.hasSpan(id))) found.add(other);
  for (const call of part.unanswered) addAtThatTime(found, looseEnds.beginningWith(call.operation), call);
  if (part.answer) addAtThatTime(found, looseEnds.withOpenCall(part.answer.operation), part.answer);
  found.delete(trace);
  return found;
}

/** Adds those of the traces that overlap with the span, as their clocks tell. */
function addAtThatTime(found: Set<Trace>, traces: Iterable<Trace>, { startUs, durationUs }: Span): void {
  for (const other of traces) {
    if (other.startUs <= startUs + durationUs + CLOCKS_US && other.endUs >= startUs - CLOCKS_US) found.add(other);
  }
}

/** Who answers the operations that nobody answers in this trace. */
function calleesOf(store: SpanStore, { unanswered }: Part, nowMs: number): Callee[] {
  return [...new Set(unanswered.map(({ operation }) => operation))].flatMap((operation) => {
    const service = store.servicesAnswering(operation).at(-1);
    return service === undefined ? [] : [{ operation, service, silentMs: silentMs(store, service, nowMs) }];
  });
}

type Link = Pick<RelatedTrace, "holds" | "joint" | "by">;

/** A link by time is a guess; the one whose middles lie closest together is the best. */
interface Guess extends Link {
  readonly apartUs: number;
}

/** What of a trace can be joined with another. */
interface Part {
  readonly ids: ReadonlySet<string>;
  /** Parents that are named and not there. */
  readonly missed: ReadonlySet<string>;
  /** Calls of rpcs that succeeded without a server span. */
  readonly unanswered: readonly Span[];
  /** The root, when it is the server span of an rpc. */
  readonly answer: Span | undefined;
}

function partOf({ spans }: Trace): Part {
  const index = spanIndexOf(spans);
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const parents = new Set(spans.flatMap((span) => index.parentOf(span) ?? []));
  return {
    ids,
    missed: new Set(spans.filter((span) => isOrphan(span, ids)).map(({ parentSpanId }) => parentSpanId)),
    unanswered: spans.filter((span) => span.kind === "client" && isRpc(span) && !span.error && !parents.has(span)),
    answer: spans.find((span) => span.kind === "server" && span.parentSpanId === "" && isRpc(span)),
  };
}

function isOrphan({ parentSpanId }: Span, ids: ReadonlySet<string>): boolean {
  return parentSpanId !== "" && !ids.has(parentSpanId);
}

/** The other trace's spans below this one's, or this one's missing parents that are there; one link for each parent. */
function linksByParent({ ids, missed }: Part, { spans }: Trace): readonly Link[] {
  const below = spans.filter(({ parentSpanId }) => ids.has(parentSpanId));
  if (below.length > 0) {
    const own = new Set(spans.map(({ spanId }) => spanId));
    const joints = new Set(below.filter((span) => isOrphan(span, own)).map(({ parentSpanId }) => parentSpanId));
    if (joints.size > 0) return [...joints].map((joint) => ({ holds: "child", joint, by: "parent" }));
  }
  const parents = missed.size === 0 ? [] : spans.filter(({ spanId }) => missed.has(spanId));
  return parents.map(({ spanId }) => ({ holds: "parent", joint: spanId, by: "parent" }));
}

function linkByTime(part: Part, other: Trace): Guess | undefined {
  const root = other.spans.find(({ parentSpanId }) => parentSpanId === "");
  const call = root?.kind === "server" ? part.unanswered.find((span) => covers(span, root)) : undefined;
  if (call && root) return { holds: "child", joint: call.spanId, by: "time", apartUs: apartUs(call, root) };
  const { answer } = part;
  if (!answer || !other.spans.some((span) => span.kind === "client" && covers(span, answer))) return undefined;
  const caller = partOf(other).unanswered.find((span) => covers(span, answer));
  return caller && { holds: "parent", joint: caller.spanId, by: "time", apartUs: apartUs(caller, answer) };
}

function covers(call: Span, answer: Span): boolean {
  if (call.operation !== answer.operation || answer.durationUs > call.durationUs + CLOCKS_US) return false;
  const middle = answer.startUs + answer.durationUs / 2;
  return middle >= call.startUs - CLOCKS_US && middle <= call.startUs + call.durationUs + CLOCKS_US;
}

function apartUs(call: Span, answer: Span): number {
  return Math.abs(call.startUs + call.durationUs / 2 - answer.startUs - answer.durationUs / 2);
}

function silentMs(store: SpanStore, service: string, nowMs: number): number | null {
  const last = store.lastSeenMs(service);
  return last === undefined ? null : Math.max(0, nowMs - last);
}
