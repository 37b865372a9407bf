import { isAnswer, isCaller, type Span, SpanIndex, type Tag, type Trace, withDistinctIds } from "@hipstershop/traces";
import type { Party } from "./party.ts";

/**
 * Estimated bytes of a span without its tags: the object, its ids, and its index entries. The estimates are high, since
 * most tags are shared (TagPool): a shop span with 12 tags counts as 1,000 bytes and takes less than half of that.
 */
const SPAN_BYTES = 400;
const TAG_BYTES = 40;
const LOG_BYTES = 100;

/** How many of each kind of its loose ends a trace tells: each batch of spans reads them. */
const ENDS_MAX = 100;

/** One shared empty list: most spans have no logs and no links. */
const NONE: readonly never[] = [];

/**
 * A copy of the span that takes some 200 bytes less: lists without spare capacity, and the trace's id as a shared
 * string.
 */
export function compactSpan(span: Span, { traceId }: Pick<Trace, "traceId">): Span {
  const { spanId, parentSpanId, flags, operation, kind, error, startUs, durationUs, process } = span;
  const [tags, logs, links] = [exactSizeCopy(span.tags), exactSizeCopy(span.logs), exactSizeCopy(span.links)];
  const kept: Span = {
    traceId,
    spanId,
    parentSpanId,
    flags,
    operation,
    kind,
    error,
    startUs,
    durationUs,
    tags,
    logs,
    links,
    process,
  };
  // Most spans have neither property, and objects without them are smaller.
  if (span.followsParent === undefined && span.warnings === undefined) return kept;
  const { followsParent, warnings } = span;
  return { ...kept, ...(followsParent && { followsParent }), ...(warnings && { warnings }) };
}

function exactSizeCopy<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? NONE : list.slice();
}

/** A trace in the store, to which spans are added as they arrive. */
export class StoredTrace implements Trace {
  readonly traceId: string;
  /** The spans as they were sent, in order of arrival. */
  readonly sent: Span[] = [];
  /** When its first span arrived, in milliseconds since 1970. */
  readonly arrivedMs: number;
  startUs = Number.MAX_SAFE_INTEGER;
  endUs = 0;
  bytes = 0;
  /** Pinned traces are not evicted. */
  pinned = false;
  /** The learner whose request it is: the first that one of its spans names; "" while none does. */
  learner = "";
  /** Whose room it takes; nobody's while it is pinned. */
  party: Party<StoredTrace> | undefined;
  readonly #index = new SpanIndex<Span>();
  /** Spans whose parent has not arrived yet, by the parent's id. */
  readonly #waiting = new Map<string, Span[]>();
  /**
   * Children counted as called by a client span of another service, by its id, while no server span shares that id. A
   * server span that arrives later takes over those of its service.
   */
  readonly #unanswered = new Map<string, Span[]>();
  /** Calls of rpcs that have no child and did not fail. */
  readonly #open = new Set<Span>();
  readonly #roots: Span[] = [];
  #spans: readonly Span[] | undefined;

  constructor(traceId: string, arrivedMs: number) {
    this.traceId = traceId;
    this.arrivedMs = arrivedMs;
  }

  /**
   * In order of arrival. Spans that were sent with the same id, as by a Zipkin client and its server, have distinct ids
   * here.
   */
  get spans(): readonly Span[] {
    if (this.#index.shared.size === 0) return this.sent;
    return (this.#spans ??= withDistinctIds(this.sent, this.#index));
  }

  /** True when a span with this id has arrived. */
  hasSpan(spanId: string): boolean {
    return this.#index.spansOf(spanId).length > 0;
  }

  /** Adds the span and returns its approximate bytes; 0 for a duplicate: a span with the same id, kind and service. */
  add(span: Span): number {
    if (this.#index.duplicateOf(span) || !this.#index.add(span)) return 0;
    this.sent.push(span);
    this.#spans = undefined;
    this.startUs = Math.min(this.startUs, span.startUs);
    this.endUs = Math.max(this.endUs, span.startUs + span.durationUs);
    const bytes = approximateBytes(span);
    this.bytes += bytes;
    return bytes;
  }

  /** The parent, if it has arrived; otherwise the span is registered as waiting for it. */
  parentOf(span: Span): Span | undefined {
    const parent = this.#index.parentOf(span);
    if (parent) this.#open.delete(parent);
    if (parent || span.parentSpanId === "" || span.parentSpanId === span.spanId) return parent;
    addToList(this.#waiting, span.parentSpanId, span);
    return undefined;
  }

  /** Returns the children that arrived before this span, and removes them from the waiting ones. */
  takeWaiting(span: Span): readonly Span[] {
    if (span.kind === "client" && !span.error && isRpc(span)) this.#open.add(span);
    else if (span.kind === "server" && span.parentSpanId === "" && isRpc(span)) this.#roots.push(span);
    const children = this.#waiting.get(span.spanId) ?? [];
    this.#waiting.delete(span.spanId);
    // A server span that shares this caller's id, and came first, had no parent until now.
    const answers = isCaller(span) ? this.#index.spansOf(span.spanId).filter((twin) => this.#stopsWaiting(twin)) : [];
    return [...children, ...answers];
  }

  /** Ids of parents that are named and have not arrived: the first of them. */
  missingParents(): readonly string[] {
    return this.#waiting.size === 0 ? NONE : [...this.#waiting.keys().take(ENDS_MAX)];
  }

  /** Operations of the first rpcs that have no child and did not fail. */
  openCalls(): readonly string[] {
    return this.#open.size === 0 ? NONE : [...new Set(this.#open.values().take(ENDS_MAX).map(operationOf))];
  }

  /** Operations of the first rpcs with which the trace begins. */
  serverRoots(): readonly string[] {
    return this.#roots.length === 0 ? NONE : [...new Set(this.#roots.slice(0, ENDS_MAX).map(operationOf))];
  }

  /** Registers a child counted as called by `caller`: a server span that shares the caller's id may still arrive. */
  noteUnanswered(caller: Span, child: Span): void {
    addToList(this.#unanswered, caller.spanId, child);
  }

  /** The caller whose id this span shares, and the children counted as called by it that belong to this span. */
  takeUnanswered(span: Span): { readonly caller: Span; readonly children: readonly Span[] } | undefined {
    const [caller] = this.#index.spansOf(span.spanId);
    const children = this.#unanswered.get(span.spanId);
    if (!caller || !children || isCaller(span)) return undefined;
    const [own, others] = [
      children.filter(isOfSameService(span)),
      children.filter((child) => !isOfSameService(span)(child)),
    ];
    this.#unanswered.set(span.spanId, others);
    return { caller, children: own };
  }

  /** True when the call that this span answered was not counted yet; removes the span from the waiting ones. */
  #stopsWaiting(answer: Span): boolean {
    if (!isAnswer(answer)) return false;
    if (answer.parentSpanId === "" || answer.parentSpanId === answer.spanId) return true;
    const waiting = this.#waiting.get(answer.parentSpanId);
    if (!waiting?.includes(answer)) return false;
    waiting.splice(waiting.indexOf(answer), 1);
    return true;
  }
}

function operationOf({ operation }: Span): string {
  return operation;
}

/** True for a span that is named after an rpc. */
export function isRpc({ operation }: Pick<Span, "operation">): boolean {
  return /^[\w.]+\/\w+$/.test(operation);
}

function addToList(map: Map<string, Span[]>, key: string, span: Span): void {
  const spans = map.get(key);
  if (spans) spans.push(span);
  else map.set(key, [span]);
}

function isOfSameService({ process }: Span): (other: Span) => boolean {
  return (other) => other.process.service === process.service;
}

function approximateBytes(span: Span): number {
  let bytes = SPAN_BYTES + span.operation.length + tagBytes(span.tags);
  for (const log of span.logs) bytes += LOG_BYTES + tagBytes(log.fields);
  for (const link of span.links) bytes += LOG_BYTES + tagBytes(link.tags);
  return bytes;
}

function tagBytes(tags: readonly Tag[]): number {
  let bytes = 0;
  for (const tag of tags) bytes += TAG_BYTES + (typeof tag.value === "string" ? tag.value.length : 8);
  return bytes;
}
