/** As much of a span as its place in a trace needs. A root's parent is "". Times in microseconds. */
export interface LinkedSpan {
  readonly spanId: string;
  readonly parentSpanId: string;
  /** OpenTelemetry's five in lower case; "" when none was named. */
  readonly kind: string;
  readonly startUs: number;
  readonly process: { readonly service: string };
  /** Its parent was named by a FOLLOWS_FROM reference: that one did not wait for it. */
  readonly followsParent?: boolean | undefined;
}

/** Spans of one id that are looked at; what is beyond is no accident, and must not cost the others their time. */
const SHARERS_MAX = 32;

/** A span of who asks. */
export function isCaller({ kind }: Pick<LinkedSpan, "kind">): boolean {
  return kind === "client" || kind === "producer";
}

/** A span of who answers, or takes what was sent. */
export function isAnswer({ kind }: Pick<LinkedSpan, "kind">): boolean {
  return kind === "server" || kind === "consumer";
}

/** Of two spans with one id, who asks comes before who answers. */
function sideOf(span: LinkedSpan): number {
  if (isCaller(span)) return 0;
  return isAnswer(span) ? 2 : 1;
}

/** Those of one id in an order that does not depend on which came first. */
function bySide(a: LinkedSpan, b: LinkedSpan): number {
  return sideOf(a) - sideOf(b) || compare(a.process.service, b.process.service) || compare(a.kind, b.kind);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/**
 * The spans of one trace by their ids, of which two may have the same: a caller and who answered it (as Zipkin's clients and servers
 * do), or two by mistake. Whoever's parent is asked for, and in whatever order they came, the answer is the same.
 */
export class SpanIndex<S extends LinkedSpan> {
  readonly #byId = new Map<string, S | S[]>();
  readonly #shared = new Set<string>();

  /** Ids that more than one span has. */
  get shared(): ReadonlySet<string> {
    return this.#shared;
  }

  /** Every span of this id, the caller's side first. */
  of(spanId: string): readonly S[] {
    const found = this.#byId.get(spanId);
    if (found === undefined) return [];
    return Array.isArray(found) ? found : [found];
  }

  /** The same span met before: of this id, side and service. */
  twinOf(span: S): S | undefined {
    const found = this.#byId.get(span.spanId);
    if (found === undefined) return undefined;
    return (Array.isArray(found) ? found : [found]).find((other) => bySide(other, span) === 0);
  }

  /** False for one too many of its id, which is not taken in. */
  add(span: S): boolean {
    const found = this.#byId.get(span.spanId);
    if (found === undefined) {
      this.#byId.set(span.spanId, span);
      return true;
    }
    const sharers = Array.isArray(found) ? found : [found];
    if (sharers.length >= SHARERS_MAX) return false;
    this.#byId.set(span.spanId, [...sharers, span].sort(bySide));
    this.#shared.add(span.spanId);
    return true;
  }

  /** Undefined for a root, for one whose parent is not here, and for one that names itself. */
  parentOf(span: S): S | undefined {
    if (this.#shared.size > 0 && this.#shared.has(span.spanId)) {
      const caller = this.#callerOf(span);
      if (caller) return caller;
    }
    if (span.parentSpanId === "" || span.parentSpanId === span.spanId) return undefined;
    const found = this.#byId.get(span.parentSpanId);
    return Array.isArray(found) ? nearest(span, found) : found;
  }

  /** Who shares the id of a span that answers is the one that called it, whatever the span says of its parent. */
  #callerOf(span: S): S | undefined {
    if (!isAnswer(span)) return undefined;
    const [first] = this.of(span.spanId);
    return first && isCaller(first) ? first : undefined;
  }
}

/**
 * Which of the spans that share the parent's id is meant. What a service did hangs below its own span: what it answered, rather than
 * what it asked. Who answers hangs below who asked; and so does a span of a third service.
 */
function nearest<S extends LinkedSpan>(span: S, candidates: readonly S[]): S | undefined {
  const own = candidates.filter(({ process }) => process.service === span.process.service);
  return own.length > 0 && !isAnswer(span) ? own.at(-1) : (own[0] ?? candidates[0]);
}
