/** The fields of a span that determine its place in a trace. A root's parent is "". Times in microseconds. */
export interface LinkedSpan {
  readonly spanId: string;
  readonly parentSpanId: string;
  /** OpenTelemetry's five kinds in lower case; "" when none is set. */
  readonly kind: string;
  readonly startUs: number;
  readonly process: { readonly service: string };
  /** True when the parent reference is FOLLOWS_FROM: the parent did not wait for this span. */
  readonly followsParent?: boolean | undefined;
}

/** Maximum spans that share one id; further ones are dropped, so that look-ups stay fast. */
const SHARERS_MAX = 32;

/** True for a client or producer span. */
export function isCaller({ kind }: Pick<LinkedSpan, "kind">): boolean {
  return kind === "client" || kind === "producer";
}

/** True for a server or consumer span. */
export function isAnswer({ kind }: Pick<LinkedSpan, "kind">): boolean {
  return kind === "server" || kind === "consumer";
}

/** Sort key for spans that share an id: caller first, answer last. */
function sideOf(span: LinkedSpan): number {
  if (isCaller(span)) return 0;
  return isAnswer(span) ? 2 : 1;
}

/** Order of spans that share an id, independent of their arrival. */
function compareSharers(a: LinkedSpan, b: LinkedSpan): number {
  return sideOf(a) - sideOf(b) || compareTexts(a.process.service, b.process.service) || compareTexts(a.kind, b.kind);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/**
 * The spans of one trace by id. Spans may share an id: a client and its server do so in Zipkin, others by mistake.
 * Results do not depend on the order in which spans were added.
 */
export class SpanIndex<S extends LinkedSpan> {
  readonly #byId = new Map<string, S | S[]>();
  readonly #shared = new Set<string>();

  /** Ids that more than one span uses. */
  get shared(): ReadonlySet<string> {
    return this.#shared;
  }

  /** Every span with this id, the caller first. */
  spansOf(spanId: string): readonly S[] {
    const found = this.#byId.get(spanId);
    if (found === undefined) return [];
    return Array.isArray(found) ? found : [found];
  }

  /** A span that was added before with the same id, kind and service. */
  duplicateOf(span: S): S | undefined {
    const found = this.#byId.get(span.spanId);
    if (found === undefined) return undefined;
    return (Array.isArray(found) ? found : [found]).find((other) => compareSharers(other, span) === 0);
  }

  /** False, without adding it, when too many spans share its id. */
  add(span: S): boolean {
    const found = this.#byId.get(span.spanId);
    if (found === undefined) {
      this.#byId.set(span.spanId, span);
      return true;
    }
    const sharers = Array.isArray(found) ? found : [found];
    if (sharers.length >= SHARERS_MAX) return false;
    this.#byId.set(span.spanId, [...sharers, span].sort(compareSharers));
    this.#shared.add(span.spanId);
    return true;
  }

  /** The parent; undefined for a root, when the parent was not added, and for a span that names itself. */
  parentOf(span: S): S | undefined {
    if (this.#shared.size > 0 && this.#shared.has(span.spanId)) {
      const caller = this.#callerOf(span);
      if (caller) return caller;
    }
    if (span.parentSpanId === "" || span.parentSpanId === span.spanId) return undefined;
    const found = this.#byId.get(span.parentSpanId);
    return Array.isArray(found) ? chooseParent(span, found) : found;
  }

  /** The client span that shares a server span's id is its parent, whatever its parent id says. */
  #callerOf(span: S): S | undefined {
    if (!isAnswer(span)) return undefined;
    const [first] = this.spansOf(span.spanId);
    return first && isCaller(first) ? first : undefined;
  }
}

/**
 * Chooses among the spans that share the parent's id. A span's parent is the one of its own service, its server span
 * before its client span. For a server span, and for a span of a third service, the client span is the parent.
 */
function chooseParent<S extends LinkedSpan>(span: S, candidates: readonly S[]): S | undefined {
  const own = candidates.filter(({ process }) => process.service === span.process.service);
  return own.length > 0 && !isAnswer(span) ? own.at(-1) : (own[0] ?? candidates[0]);
}
