import { DEFAULT_BATCH, DEFAULT_LIMITS, startTelemetry, type Telemetry } from "@hipstershop/telemetry";

/**
 * Telemetry for the gRPC clients of commands: it exports and logs nothing, and tells the services that it calls not to
 * record either. Commands look at the shop; their calls would stand above the visitors' traces.
 */
export function silentTelemetry(): Promise<Telemetry> {
  return startTelemetry({
    serviceName: "shop",
    serviceVersion: "",
    resource: {},
    traces: [],
    batch: DEFAULT_BATCH,
    limits: DEFAULT_LIMITS,
    sampler: { name: "always_off", ratio: 0 },
    propagators: ["tracecontext"],
    metrics: undefined,
    log: { level: "silent", file: "" },
  });
}
