import type { Trace } from "../model.ts";

/** How often spans of one service have a parent in another. */
interface Dependency {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}

/** The calls between services in the traces that start within the window (microseconds since 1970, both ends included). */
export function dependencies(traces: Iterable<Trace>, startMinUs: number, startMaxUs: number): Dependency[] {
  const counts = new Map<string, Map<string, number>>();
  for (const trace of traces) {
    if (trace.startUs < startMinUs || trace.startUs > startMaxUs) continue;
    const services = new Map(trace.spans.map((span) => [span.spanId, span.process.service]));
    for (const span of trace.spans) {
      const parent = services.get(span.parentSpanId);
      const child = span.process.service;
      if (parent === undefined || parent === child) continue;
      const children = counts.get(parent) ?? new Map<string, number>();
      counts.set(parent, children.set(child, (children.get(child) ?? 0) + 1));
    }
  }
  return [...counts].flatMap(([parent, children]) =>
    [...children].map(([child, callCount]) => ({ parent, child, callCount })),
  );
}
