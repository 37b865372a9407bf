import type { JaegerSpan } from "@hipstershop/traces";
import { readTrace, type Trace } from "./trace.ts";

/** A span for tests: "service operation", its parent, start and end. */
export interface Sketch extends Partial<Omit<JaegerSpan, "spanID">> {
  readonly id: string;
  readonly parent?: string;
  readonly service?: string;
  readonly at: readonly [start: number, end: number];
  readonly kind?: string;
}

const START = 1_700_000_000_000_000;

/** A trace of sketches, whose times are relative to its start. */
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

/** A time at which every trace of a test is complete. */
export const LATER_US = START + 3_600_000_000;
export const NOW_US = START + 1_000_000;

/** The id of a sketch, padded to full length. */
export function spanId(id: string): string {
  return id.padStart(16, "0");
}
