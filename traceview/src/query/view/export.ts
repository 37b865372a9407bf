import type { Span, Trace } from "../../model.ts";
import { QueryError } from "../query-error.ts";
import { v1Envelope, v1Trace } from "../v1-json.ts";
import { otlpTraces } from "../v3-json.ts";
import { lanesOf } from "./lanes.ts";

const WRITERS: Readonly<Record<string, (trace: Trace) => object>> = {
  jaeger: (trace) => v1Envelope([v1Trace(trace)]),
  otlp: (trace) => otlpTraces([trace]),
  chrome: chromeTrace,
  speedscope,
};

/** A trace as a file: Jaeger's or OpenTelemetry's JSON, Chrome trace events for Perfetto, or a profile for speedscope. */
export function exportTrace(trace: Trace, format: string): { readonly name: string; readonly content: object } {
  const write = Object.hasOwn(WRITERS, format) ? WRITERS[format] : undefined;
  if (!write) throw new QueryError(400, `'format' is one of ${Object.keys(WRITERS).join(", ")}`);
  return { name: `trace-${trace.traceId.slice(0, 16)}.${format}.json`, content: write(trace) };
}

/** Each service is a process, with as many threads as it did things at once; calls to other services are arrows. */
function chromeTrace(trace: Trace): object {
  const events: object[] = [];
  const places = new Map<string, { readonly pid: number; readonly tid: number; readonly span: Span }>();
  const services = [...Map.groupBy(trace.spans, (span) => span.process.service)];
  for (const [index, [service, spans]] of services.entries()) {
    const pid = index + 1;
    events.push({ ph: "M", name: "process_name", pid, tid: 1, args: { name: service } });
    for (const [lane, own] of lanesOf(spans).entries()) {
      for (const span of own) {
        places.set(span.spanId, { pid, tid: lane + 1, span });
        events.push(chromeEvent(span, pid, lane + 1));
      }
    }
  }
  for (const { pid, tid, span } of places.values()) {
    const parent = places.get(span.parentSpanId);
    if (!parent || parent.pid === pid) continue;
    const flow = { name: "call", cat: "call", id: span.spanId };
    // An arrow has to leave from within its parent, also when clocks differ.
    const ts = Math.min(Math.max(span.startUs, parent.span.startUs), parent.span.startUs + parent.span.durationUs);
    events.push({ ph: "s", ...flow, pid: parent.pid, tid: parent.tid, ts });
    events.push({ ph: "f", bp: "e", ...flow, pid, tid, ts: span.startUs });
  }
  return { traceEvents: events, displayTimeUnit: "ms", otherData: { traceID: trace.traceId } };
}

function chromeEvent(span: Span, pid: number, tid: number): object {
  const args = Object.fromEntries(span.tags.map((tag) => [tag.key, tag.value]));
  const cat = span.error ? "span,error" : "span";
  const spanID = span.spanId;
  return {
    ph: "X",
    name: span.operation,
    cat,
    pid,
    tid,
    ts: span.startUs,
    dur: span.durationUs,
    args: { spanID, ...args },
  };
}

/** speedscope's own format: one profile per lane, in which spans open and close in order. */
function speedscope(trace: Trace): object {
  const frames = new Map<string, number>();
  const frame = (span: Span): number => {
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
    events: openAndClose(spans, trace.startUs, frame),
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

function openAndClose(spans: readonly Span[], originUs: number, frame: (span: Span) => number): object[] {
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
