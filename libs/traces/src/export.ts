import { chromeTrace } from "./chrome-trace.ts";
import { jaegerAnswer } from "./jaeger-answer.ts";
import { writeJaegerTrace } from "./jaeger-json.ts";
import type { Trace } from "./model.ts";
import { otlpTraces } from "./otlp-json.ts";
import { speedscope } from "./speedscope.ts";

const WRITERS = {
  jaeger: (trace: Trace): object => jaegerAnswer([writeJaegerTrace(trace)]),
  otlp: (trace: Trace): object => otlpTraces([trace]),
  chrome: chromeTrace,
  speedscope,
} as const;

export type ExportFormat = keyof typeof WRITERS;
/** Jaeger's JSON, OTLP's JSON, Chrome trace events (for Perfetto), and a speedscope profile. */
export const EXPORT_FORMATS = Object.keys(WRITERS) as readonly ExportFormat[];

/** A trace in another tool's JSON format. */
export function exportTrace(trace: Trace, format: ExportFormat): object {
  return WRITERS[format](trace);
}
