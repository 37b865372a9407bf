import type { Span, Trace } from "@hipstershop/traceview";
import { otlpTraces } from "@hipstershop/traceview/otlp-traces";
import type { JaegerTrace } from "./jaeger-json.ts";
import { endUs, linesOf } from "./trace-tree.ts";
import { spanName } from "./text.ts";

export const EXPORT_FORMATS = ["jaeger", "otlp", "chrome", "speedscope"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A trace as the JSON another tool opens: Jaeger and its clients, OpenTelemetry, Perfetto, speedscope. */
export function exported(format: ExportFormat, raw: JaegerTrace, trace: Trace): unknown {
  switch (format) {
    case "jaeger":
      return { data: [raw] };
    case "otlp":
      return otlpTraces([trace]);
    case "chrome":
      return chromeEvents(trace);
    case "speedscope":
      return speedscopeFile(trace);
  }
}

/** Spans in rows without overlaps but by nesting, which is all that stacked views can draw. */
interface Row {
  readonly service: string;
  readonly spans: Span[];
}

/** Puts each span below its parent if it fits, or into the service's first row that is free (or holds it) by then. */
function rowsOf(trace: Trace): Row[] {
  const rows: (Row & { readonly open: Span[] })[] = [];
  const inOrder = linesOf(trace).toSorted(
    (a, b) => a.span.startUs - b.span.startUs || b.span.durationUs - a.span.durationUs,
  );
  for (const { span } of inOrder) {
    const fitting = rows.find((row) => {
      while (row.open.length > 0 && endUs(row.open.at(-1)!) <= span.startUs) row.open.pop();
      const around = row.open.at(-1);
      return row.service === span.process.service && (!around || endUs(around) >= endUs(span));
    });
    const row = fitting ?? { service: span.process.service, spans: [], open: [] };
    if (!fitting) rows.push(row);
    row.spans.push(span);
    row.open.push(span);
  }
  return rows;
}

/** The Trace Event Format ("complete" events), as Perfetto and chrome://tracing open it: a process per service. */
function chromeEvents(trace: Trace) {
  const services = [...new Set(trace.spans.map(({ process }) => process.service))];
  const names = services.map((name, i) => ({ ph: "M", name: "process_name", pid: i + 1, tid: 0, args: { name } }));
  const events = rowsOf(trace).flatMap(({ service, spans }, row) =>
    spans.map((span) => ({
      ph: "X",
      name: spanName(span),
      cat: span.error ? "error" : span.kind || "internal",
      ts: span.startUs,
      dur: span.durationUs,
      pid: services.indexOf(service) + 1,
      tid: row + 1,
      args: { spanId: span.spanId, ...Object.fromEntries(span.tags.map(({ key, value }) => [key, value])) },
    })),
  );
  return { displayTimeUnit: "ms", otherData: { traceId: trace.traceId }, traceEvents: [...names, ...events] };
}

const SPEEDSCOPE_SCHEMA = "https://www.speedscope.app/file-format-schema.json";

/** speedscope's evented profiles, one per row, since its stacks must open and close in order. */
function speedscopeFile(trace: Trace) {
  const frames: { name: string }[] = [];
  const indexes = new Map<string, number>();
  const frameOf = (span: Span): number => {
    const name = spanName(span);
    const index = indexes.get(name) ?? frames.push({ name }) - 1;
    indexes.set(name, index);
    return index;
  };
  const profiles = rowsOf(trace).map(({ service, spans }) => {
    const events = eventsOf(spans, trace.startUs, frameOf);
    return {
      type: "evented",
      name: service,
      unit: "microseconds",
      startValue: 0,
      endValue: trace.endUs - trace.startUs,
      events,
    };
  });
  return {
    $schema: SPEEDSCOPE_SCHEMA,
    exporter: "hipster shop",
    name: trace.traceId,
    activeProfileIndex: 0,
    shared: { frames },
    profiles,
  };
}

function eventsOf(spans: readonly Span[], zeroUs: number, frameOf: (span: Span) => number) {
  const events: { type: "O" | "C"; frame: number; at: number }[] = [];
  const open: Span[] = [];
  const closeUntil = (untilUs: number) => {
    for (let last = open.at(-1); last && endUs(last) <= untilUs; last = open.at(-1)) {
      events.push({ type: "C", frame: frameOf(last), at: endUs(last) - zeroUs });
      open.pop();
    }
  };
  for (const span of spans) {
    closeUntil(span.startUs);
    events.push({ type: "O", frame: frameOf(span), at: span.startUs - zeroUs });
    open.push(span);
  }
  closeUntil(Number.POSITIVE_INFINITY);
  return events;
}
