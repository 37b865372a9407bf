import { isAnswer, isCaller, type Span, SpanIndex, type Tag, type Trace, withOwnIds } from "@hipstershop/traces";

/**
 * What a span costs before its tags: the object, its ids, and its places in the indexes. The figures err on the high side, since
 * tags are mostly shared (TagPool): a shop span with 12 tags counts as 1,000 bytes and takes less than half of that.
 */
const SPAN_BYTES = 400;
const TAG_BYTES = 40;
const LOG_BYTES = 100;

/** For all spans without logs or links, which are most. */
const NONE: readonly never[] = [];

/** A span as the store keeps it: lists without room to grow, the trace's id held once: some 200 bytes less each. */
export function compact(span: Span, { traceId }: Pick<Trace, "traceId">): Span {
  const { spanId, parentSpanId, flags, operation, kind, error, startUs, durationUs, process } = span;
  const [tags, logs, links] = [exact(span.tags), exact(span.logs), exact(span.links)];
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
  // Most have neither, and are smaller without a place for them.
  if (span.followsParent === undefined && span.warnings === undefined) return kept;
  const { followsParent, warnings } = span;
  return { ...kept, ...(followsParent && { followsParent }), ...(warnings && { warnings }) };
}

function exact<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? NONE : list.slice();
}

/** The store's own, growing form of a trace. */
export class StoredTrace implements Trace {
  readonly traceId: string;
  /** As they came, in that order. */
  readonly sent: Span[] = [];
  /** When its first span arrived, in milliseconds since 1970. */
  readonly arrivedMs: number;
  startUs = Number.MAX_SAFE_INTEGER;
  endUs = 0;
  bytes = 0;
  /** Stays when others are evicted. */
  pinned = false;
  readonly #index = new SpanIndex<Span>();
  /** Spans by the id of the parent that has not come yet. */
  readonly #waiting = new Map<string, Span[]>();
  /** Spans by the id of a caller in another service that were counted as called by it, as nobody is known yet to have answered. */
  readonly #unanswered = new Map<string, Span[]>();
  #spans: readonly Span[] | undefined;

  constructor(traceId: string, arrivedMs: number) {
    this.traceId = traceId;
    this.arrivedMs = arrivedMs;
  }

  /** In the order they came; those that were sent with one id, as a Zipkin client and its server are, have ids of their own here. */
  get spans(): readonly Span[] {
    if (this.#index.shared.size === 0) return this.sent;
    return (this.#spans ??= withOwnIds(this.sent, this.#index));
  }

  /** Adds the span and answers its approximate bytes; 0 when the trace has it already: one of that id, kind and service. */
  add(span: Span): number {
    if (this.#index.twinOf(span) || !this.#index.add(span)) return 0;
    this.sent.push(span);
    this.#spans = undefined;
    this.startUs = Math.min(this.startUs, span.startUs);
    this.endUs = Math.max(this.endUs, span.startUs + span.durationUs);
    const bytes = approximateBytes(span);
    this.bytes += bytes;
    return bytes;
  }

  /** The parent, when it is here; or else the span is remembered as waiting for it. */
  parentOf(span: Span): Span | undefined {
    const parent = this.#index.parentOf(span);
    if (parent || span.parentSpanId === "" || span.parentSpanId === span.spanId) return parent;
    push(this.#waiting, span.parentSpanId, span);
    return undefined;
  }

  /** The children that came before this span; they wait no longer. */
  takeWaiting(span: Span): readonly Span[] {
    const children = this.#waiting.get(span.spanId) ?? [];
    this.#waiting.delete(span.spanId);
    // Whoever shares the caller's id came before it and could not know of it.
    const answers = isCaller(span) ? this.#index.of(span.spanId).filter((twin) => this.#stopsWaiting(twin)) : [];
    return [...children, ...answers];
  }

  /** A child that was counted below a caller of another service: it belongs to whoever answers there, if that comes yet. */
  noteUnanswered(caller: Span, child: Span): void {
    push(this.#unanswered, caller.spanId, child);
  }

  /** The caller whose id this span shares, and the children that were counted below it and belong to this one. */
  takeUnanswered(span: Span): { readonly caller: Span; readonly children: readonly Span[] } | undefined {
    const [caller] = this.#index.of(span.spanId);
    const children = this.#unanswered.get(span.spanId);
    if (!caller || !children || isCaller(span)) return undefined;
    const [own, others] = [children.filter(isOf(span)), children.filter((child) => !isOf(span)(child))];
    this.#unanswered.set(span.spanId, others);
    return { caller, children: own };
  }

  /** True when this one's call was not counted yet; from now on it is not waited for anyone else. */
  #stopsWaiting(answer: Span): boolean {
    if (!isAnswer(answer)) return false;
    if (answer.parentSpanId === "" || answer.parentSpanId === answer.spanId) return true;
    const waiting = this.#waiting.get(answer.parentSpanId);
    if (!waiting?.includes(answer)) return false;
    waiting.splice(waiting.indexOf(answer), 1);
    return true;
  }
}

function push(map: Map<string, Span[]>, key: string, span: Span): void {
  const spans = map.get(key);
  if (spans) spans.push(span);
  else map.set(key, [span]);
}

function isOf({ process }: Span): (other: Span) => boolean {
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
