import { lanesOf } from "./lanes.ts";
import type { Span, Trace } from "./model.ts";

/**
 * Chrome trace events. Each service is a process, its concurrent spans are threads; calls between services are flow
 * arrows.
 */
export function chromeTrace(trace: Trace): object {
  const events: object[] = [];
  const places = new Map<string, { readonly pid: number; readonly tid: number; readonly span: Span }>();
  const services = [...Map.groupBy(trace.spans, (span) => span.process.service)];
  // Unique over all processes: some viewers ignore the process id.
  let tid = 0;
  for (const [index, [service, spans]] of services.entries()) {
    const pid = index + 1;
    events.push({ ph: "M", name: "process_name", pid, tid: tid + 1, args: { name: service } });
    for (const own of lanesOf(spans)) {
      tid += 1;
      for (const span of own) {
        places.set(span.spanId, { pid, tid, span });
        events.push(chromeEvent(span, pid, tid));
      }
    }
  }
  for (const { pid, tid, span } of places.values()) {
    const parent = places.get(span.parentSpanId);
    if (!parent || parent.pid === pid) continue;
    const flow = { name: "call", cat: "call", id: span.spanId };
    // A flow must start within its parent span, also when clocks differ.
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
