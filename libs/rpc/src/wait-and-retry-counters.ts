import type { Counter } from "@opentelemetry/api";
import type { Telemetry } from "@hipstershop/telemetry";
import { statusName } from "./errors.ts";

/** Counts, by method, how often outgoing calls waited for a connection and were tried again. */
export class WaitAndRetryCounters {
  readonly #waits: Counter;
  readonly #retries: Counter;

  constructor({ meter }: Telemetry) {
    this.#waits = meter.createCounter("rpc_client_call_waits_total", {
      description: "Outgoing calls that waited for a connection, by whether there was one in the end.",
    });
    this.#retries = meter.createCounter("rpc_client_call_retries_total", {
      description: "Further attempts of outgoing calls, by how the one before ended.",
    });
  }

  waited(method: string, isConnected: boolean): void {
    const outcome = isConnected ? "connected" : "not_connected";
    this.#waits.add(1, { "rpc.system.name": "grpc", "rpc.method": method, "app.rpc.outcome": outcome });
  }

  retried(method: string, code: number): void {
    const status = statusName(code);
    this.#retries.add(1, { "rpc.system.name": "grpc", "rpc.method": method, "rpc.response.status_code": status });
  }
}

const counters = new WeakMap<Telemetry, WaitAndRetryCounters>();

/** The counters of a telemetry, made once. */
export function waitAndRetryCountersOf(telemetry: Telemetry): WaitAndRetryCounters {
  let known = counters.get(telemetry);
  if (!known) counters.set(telemetry, (known = new WaitAndRetryCounters(telemetry)));
  return known;
}
