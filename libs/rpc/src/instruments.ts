import type { Histogram } from "@opentelemetry/api";
import { DURATION_BUCKETS, type Telemetry } from "@hipstershop/telemetry";
import { statusName } from "./errors.ts";

/** Records the length of one call by method and status; request and error counts are the histogram's counts. */
export type RecordCall = (method: string, code: number, durationMs: number) => void;

const sides = {
  server: { name: "rpc_server_call_duration_seconds", description: "Length of incoming calls." },
  client: { name: "rpc_client_call_duration_seconds", description: "Length of outgoing calls." },
} as const;

const recorders = new WeakMap<Telemetry, Partial<Record<keyof typeof sides, RecordCall>>>();

/** The call histogram of one side, made once per telemetry: https://opentelemetry.io/docs/specs/semconv/rpc/rpc-metrics/ */
export function callRecorder(telemetry: Telemetry, side: keyof typeof sides): RecordCall {
  const known = recorders.get(telemetry) ?? {};
  recorders.set(telemetry, known);
  return (known[side] ??= createRecorder(telemetry, side));
}

function createRecorder({ meter }: Telemetry, side: keyof typeof sides): RecordCall {
  const histogram: Histogram = meter.createHistogram(sides[side].name, {
    description: sides[side].description,
    unit: "s",
    advice: { explicitBucketBoundaries: DURATION_BUCKETS },
  });
  return (method, code, durationMs) => {
    histogram.record(durationMs / 1000, {
      "rpc.system.name": "grpc",
      "rpc.method": method,
      "rpc.response.status_code": statusName(code),
    });
  };
}
