import type { Span, Tag, Trace } from "@hipstershop/traces";

/** Search conditions. A trace matches when one of its spans meets all of them. Times and durations in microseconds. */
export interface SearchQuery {
  readonly service?: string;
  readonly operation?: string;
  /** Each must equal, compared as text, a tag of the span, of its process or of one of its logs. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly minDurationUs?: number;
  readonly maxDurationUs?: number;
  /** Range of the span's start, both ends included. */
  readonly startMinUs?: number;
  readonly startMaxUs?: number;
  /** Maximum traces in the result, newest first; default: 20. */
  readonly limit?: number;
}

const LIMIT_DEFAULT = 20;

/**
 * The newest matching traces, by the start of the trace. `candidates` are in order of arrival, and searched from the
 * newest: once twice the limit has matched, traces that started before the oldest kept match are skipped without
 * reading their spans.
 */
export function searchTraces<T extends Trace>(candidates: Iterable<T>, query: SearchQuery): T[] {
  const limit = query.limit ?? LIMIT_DEFAULT;
  if (limit <= 0) return [];
  const matches = spanMatcher(query);
  let found: T[] = [];
  let floorUs = -1;
  for (const trace of Array.from(candidates).toReversed()) {
    if (trace.startUs <= floorUs || isOutside(trace, query) || !trace.spans.some(matches)) continue;
    found.push(trace);
    if (found.length < limit * 2) continue;
    found = newestTraces(found, limit);
    floorUs = found.at(-1)!.startUs;
  }
  return newestTraces(found, limit);
}

function newestTraces<T extends Trace>(traces: T[], limit: number): T[] {
  return traces.sort((a, b) => b.startUs - a.startUs).slice(0, limit);
}

function isOutside(trace: Trace, query: SearchQuery): boolean {
  return trace.startUs > (query.startMaxUs ?? Infinity) || trace.endUs < (query.startMinUs ?? 0);
}

function spanMatcher(query: SearchQuery): (span: Span) => boolean {
  const { service, operation } = query;
  const { minDurationUs = 0, maxDurationUs = Infinity, startMinUs = 0, startMaxUs = Infinity } = query;
  const tags = Object.entries(query.tags ?? {});
  return (span) =>
    (service === undefined || span.process.service === service) &&
    (operation === undefined || span.operation === operation) &&
    span.durationUs >= minDurationUs &&
    span.durationUs <= maxDurationUs &&
    span.startUs >= startMinUs &&
    span.startUs <= startMaxUs &&
    tags.every(([key, value]) => hasTag(span, key, value));
}

function hasTag(span: Span, key: string, value: string): boolean {
  if (includesTag(span.tags, key, value) || includesTag(span.process.tags, key, value)) return true;
  for (const log of span.logs) if (includesTag(log.fields, key, value)) return true;
  return false;
}

function includesTag(tags: readonly Tag[], key: string, value: string): boolean {
  for (const tag of tags) {
    if (tag.key === key && (tag.value === value || String(tag.value) === value)) return true;
  }
  return false;
}
