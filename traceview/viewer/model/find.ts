import type { Tag } from "@hipstershop/traces";
import type { Span, Trace } from "./trace.ts";

/** The spans that contain every word of the text, in names, ids, or "key=value" of attributes, logs and the process. */
export function findSpans(trace: Trace, text: string): ReadonlySet<number> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return new Set();
  return new Set(
    trace.spans.filter((span) => words.every((word) => spanContains(span, word))).map((span) => span.index),
  );
}

function spanContains(span: Span, word: string): boolean {
  return (
    containsWord(span.service, word) ||
    containsWord(span.operation, word) ||
    containsWord(span.id, word) ||
    (span.error && word === "error") ||
    tagsContain(span.tags, word) ||
    span.logs.some((log) => tagsContain(log.fields, word)) ||
    tagsContain(span.process.tags, word)
  );
}

function containsWord(text: string, word: string): boolean {
  return text.toLowerCase().includes(word);
}

function tagsContain(tags: readonly Tag[], word: string): boolean {
  return tags.some((tag) => containsWord(`${tag.key}=${String(tag.value)}`, word));
}
