import { type LinkedSpan, SpanIndex } from "./span-index.ts";

/**
 * Makes span ids unique. Of spans that share an id, the caller keeps it; the others get an id that is derived from it,
 * their kind and their service, whatever the order of arrival. Parent ids are changed to match. Returns the same list
 * when no id is shared.
 */
export function withDistinctIds<S extends LinkedSpan>(
  spans: readonly S[],
  index: SpanIndex<S> = spanIndexOf(spans),
): readonly S[] {
  if (index.shared.size === 0) return spans;
  const ids = distinctIds(index);
  return spans.map((span) => {
    const parent = index.parentOf(span);
    const spanId = ids.get(span) ?? span.spanId;
    const isItsOwn = !parent && span.parentSpanId === span.spanId;
    const parentSpanId = parent ? (ids.get(parent) ?? parent.spanId) : isItsOwn ? spanId : span.parentSpanId;
    return spanId === span.spanId && parentSpanId === span.parentSpanId ? span : { ...span, spanId, parentSpanId };
  });
}

export function spanIndexOf<S extends LinkedSpan>(spans: readonly S[]): SpanIndex<S> {
  const index = new SpanIndex<S>();
  for (const span of spans) index.add(span);
  return index;
}

function distinctIds<S extends LinkedSpan>(index: SpanIndex<S>): ReadonlyMap<S, string> {
  const ids = new Map<S, string>();
  const given = new Set<string>();
  for (const shared of index.shared) {
    for (const span of index.spansOf(shared).slice(1)) {
      let id = derivedId(shared, span, 0);
      for (let again = 1; given.has(id) || index.spansOf(id).length > 0; again += 1)
        id = derivedId(shared, span, again);
      given.add(id);
      ids.set(span, id);
    }
  }
  return ids;
}

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

/** A 64-bit FNV-1a hash as 16 hex digits, never all zero. */
function derivedId(shared: string, { kind, process }: LinkedSpan, again: number): string {
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(`${shared} ${kind} ${process.service} ${again}`))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV_PRIME);
  return (hash || 1n).toString(16).padStart(16, "0");
}
