import type { JaegerSpan } from "@hipstershop/traces";
import { readTrace, type Trace } from "./trace.ts";

/** What a test cares about of a span: "service operation", its parent, when it begins and ends. */
export interface Sketch extends Partial<Omit<JaegerSpan, "spanID">> {
  readonly id: string;
  readonly parent?: string;
  readonly service?: string;
  readonly at: readonly [start: number, end: number];
  readonly kind?: string;
}

const START = 1_700_000_000_000_000;

/** A trace of sketches, whose times count from its start. */
export function traceOf(...sketches: readonly Sketch[]): Trace {
  const services = [...new Set(sketches.map(({ service = "a" }) => service))];
  return readTrace({
    traceID: "t",
    processes: Object.fromEntries(services.map((serviceName) => [serviceName, { serviceName, tags: [] }])),
    spans: sketches.map(({ id, parent, service = "a", at: [start, end], kind, ...rest }) => ({
      traceID: "t",
      spanID: id,
      operationName: id,
      flags: 1,
      logs: [],
      processID: service,
      startTime: START + start,
      duration: end - start,
      references: parent === undefined ? [] : [{ refType: "CHILD_OF", traceID: "t", spanID: parent }],
      ...rest,
      tags: [...(rest.tags ?? []), ...(kind === undefined ? [] : [{ key: "span.kind", value: kind }])],
    })),
  });
}

/** Later than any trace of a test can still be on its way. */
export const LATER_US = START + 3_600_000_000;
export const NOW_US = START + 1_000_000;

/** The id of a sketch, as long as ids are. */
export function spanId(id: string): string {
  return id.padStart(16, "0");
}
