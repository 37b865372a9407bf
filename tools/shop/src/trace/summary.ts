import { summariseTrace, summaryFields, type Trace } from "@hipstershop/traces";

/** The summary of a trace, with the field names of the trace store's API. Times in microseconds. */
export function summaryOf(trace: Trace) {
  const summary = summariseTrace(trace);
  return { ...summaryFields(summary), services: summary.services.map(({ name }) => name) };
}
