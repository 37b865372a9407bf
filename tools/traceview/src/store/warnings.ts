import type { Span, Trace } from "../model.ts";

/** Clocks of one machine agree to well under this; a child that starts earlier than its parent by more is worth a word. */
const SKEW_US = 1000;

/** What is odd about single spans of a trace, in words. Spans without a finding are not in the map. */
export function spanWarnings(trace: Trace): Map<Span, string[]> {
  const byId = new Map(trace.spans.map((span) => [span.spanId, span]));
  const warnings = new Map<Span, string[]>();
  for (const span of trace.spans) {
    const found = warningsOf(span, byId.get(span.parentSpanId));
    if (found.length > 0) warnings.set(span, found);
  }
  return warnings;
}

function warningsOf(span: Span, parent: Span | undefined): string[] {
  if (span.parentSpanId === "") return [];
  if (!parent)
    return [
      `parent missing: span ${span.parentSpanId} is not in this trace; it was not sent, not sampled, or is still open`,
    ];
  if (parent === span) return ["parent loop: the span names itself as its parent"];
  const earlyUs = parent.startUs - span.startUs;
  if (earlyUs <= SKEW_US) return [];
  return [`clock skew: starts ${earlyUs / 1000} ms before its parent; the clocks of two hosts may differ`];
}
