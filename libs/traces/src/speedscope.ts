import { lanesOf } from "./lanes.ts";
import type { Span, Trace } from "./model.ts";

/** speedscope's file format: one evented profile per lane, with open and close events in order. */
export function speedscope(trace: Trace): object {
  const frames = new Map<string, number>();
  const frameIndexOf = (span: Span): number => {
    const name = `${span.process.service} ${span.operation}`;
    if (!frames.has(name)) frames.set(name, frames.size);
    return frames.get(name)!;
  };
  const profiles = lanesOf(trace.spans).map((spans, index) => ({
    type: "evented",
    name: index === 0 ? "trace" : `at the same time (${index})`,
    unit: "microseconds",
    startValue: 0,
    endValue: trace.endUs - trace.startUs,
    events: eventsOf(spans, trace.startUs, frameIndexOf),
  }));
  return {
    $schema: "https://www.speedscope.app/file-format-schema.json",
    name: trace.traceId,
    exporter: "hipstershop-traceview",
    activeProfileIndex: 0,
    shared: { frames: [...frames.keys()].map((name) => ({ name })) },
    profiles,
  };
}

function eventsOf(spans: readonly Span[], originUs: number, frame: (span: Span) => number): object[] {
  const events: object[] = [];
  const open: { readonly at: number; readonly frame: number }[] = [];
  const closeUntil = (us: number): void => {
    while (open.length > 0 && open.at(-1)!.at <= us) events.push({ type: "C", ...open.pop()! });
  };
  for (const span of spans) {
    const at = span.startUs - originUs;
    closeUntil(at);
    events.push({ type: "O", at, frame: frame(span) });
    open.push({ at: at + span.durationUs, frame: frame(span) });
  }
  closeUntil(Infinity);
  return events;
}
