import type { Span } from "@opentelemetry/api";
import type { DurationSeries, Telemetry } from "@hipstershop/telemetry";
import { statusName } from "./errors.ts";

/**
 * Records the duration of one call by method and status. The histogram also counts calls and errors. `span` becomes the
 * exemplar.
 */
export type RecordCall = (method: string, code: number, durationMs: number, span: Span) => void;

const sides = {
  server: { name: "rpc_server_call_duration_seconds", description: "Length of incoming calls." },
  client: { name: "rpc_client_call_duration_seconds", description: "Length of outgoing calls." },
} as const;

const recorders = new WeakMap<Telemetry, Partial<Record<keyof typeof sides, RecordCall>>>();

/**
 * The recorder for one side of calls, made once per telemetry:
 * https://opentelemetry.io/docs/specs/semconv/rpc/rpc-metrics/
 */
export function callRecorder(telemetry: Telemetry, side: keyof typeof sides): RecordCall {
  const known = recorders.get(telemetry) ?? {};
  recorders.set(telemetry, known);
  return (known[side] ??= createRecorder(telemetry, side));
}

function createRecorder(telemetry: Telemetry, side: keyof typeof sides): RecordCall {
  const durations = telemetry.durations(sides[side].name, sides[side].description);
  const byMethod = new Map<string, Map<string, DurationSeries>>();
  return (method, code, durationMs, span) => {
    const status = statusName(code);
    let byStatus = byMethod.get(method);
    if (!byStatus) byMethod.set(method, (byStatus = new Map()));
    let series = byStatus.get(status);
    if (!series) {
      series = durations.series({
        "rpc.system.name": "grpc",
        "rpc.method": method,
        "rpc.response.status_code": status,
      });
      byStatus.set(status, series);
    }
    series.record(durationMs, span);
  };
}
