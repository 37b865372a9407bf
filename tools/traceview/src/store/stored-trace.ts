import type { Span, Tag, Trace } from "../model.ts";

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
export function compact(span: Span, { traceId }: Trace): Span {
  const { spanId, parentSpanId, flags, operation, kind, error, startUs, durationUs, process } = span;
  const [tags, logs, links] = [exact(span.tags), exact(span.logs), exact(span.links)];
  return {
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
}

function exact<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? NONE : list.slice();
}

/** The store's own, growing form of a trace. */
export class StoredTrace implements Trace {
  readonly traceId: string;
  readonly spans: Span[] = [];
  /** When its first span arrived, in milliseconds since 1970. */
  readonly arrivedMs: number;
  startUs = Number.MAX_SAFE_INTEGER;
  endUs = 0;
  bytes = 0;
  /** Stays when others are evicted. */
  pinned = false;
  readonly #byId = new Map<string, Span>();
  /** Spans by the id of the parent that has not come yet. */
  readonly #waiting = new Map<string, Span[]>();

  constructor(traceId: string, arrivedMs: number) {
    this.traceId = traceId;
    this.arrivedMs = arrivedMs;
  }

  /** Adds the span and answers its approximate bytes; 0 when the trace has one of that id already, which then stays as it is. */
  add(span: Span): number {
    if (this.#byId.has(span.spanId)) return 0;
    this.#byId.set(span.spanId, span);
    this.spans.push(span);
    this.startUs = Math.min(this.startUs, span.startUs);
    this.endUs = Math.max(this.endUs, span.startUs + span.durationUs);
    const bytes = approximateBytes(span);
    this.bytes += bytes;
    return bytes;
  }

  /** The parent, when it is here; or else the span is remembered as waiting for it. */
  parentOf(span: Span): Span | undefined {
    if (span.parentSpanId === "") return undefined;
    const parent = this.#byId.get(span.parentSpanId);
    if (parent) return parent;
    const siblings = this.#waiting.get(span.parentSpanId);
    if (siblings) siblings.push(span);
    else this.#waiting.set(span.parentSpanId, [span]);
    return undefined;
  }

  /** The children that came before this span; they wait no longer. */
  takeWaiting(span: Span): readonly Span[] {
    const children = this.#waiting.get(span.spanId) ?? [];
    this.#waiting.delete(span.spanId);
    return children;
  }
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
