import type { Tag } from "@hipstershop/traces";
import type { Span, Trace } from "./trace.ts";

/** The spans that contain every word of the text, in names, ids, or "key=value" of attributes, logs and the process. */
export function findSpans(trace: Trace, text: string): ReadonlySet<number> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return new Set();
  return new Set(trace.spans.filter((span) => words.every((word) => holds(span, word))).map((span) => span.index));
}

function holds(span: Span, word: string): boolean {
  return (
    has(span.service, word) ||
    has(span.operation, word) ||
    has(span.id, word) ||
    (span.error && word === "error") ||
    inTags(span.tags, word) ||
    span.logs.some((log) => inTags(log.fields, word)) ||
    inTags(span.process.tags, word)
  );
}

function has(text: string, word: string): boolean {
  return text.toLowerCase().includes(word);
}

function inTags(tags: readonly Tag[], word: string): boolean {
  return tags.some((tag) => has(`${tag.key}=${String(tag.value)}`, word));
}
