import {
  type Counter,
  type DurationSeries,
  INVALID_SPAN_CONTEXT,
  type Span,
  type Telemetry,
  trace,
} from "@hipstershop/telemetry";
import type { Pool } from "./pool.ts";
import type { Target } from "./routes.ts";

/** Series of a histogram; further ones are counted together, since revisions and answers may be any number over time. */
const SERIES_MAX = 1000;
/** OpenTelemetry's label of what exceeds a limit. */
const OVERFLOW = "otel.metric.overflow";
const UNTRACED = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"]);

type Labels = Readonly<Record<string, string | number>>;

const labelsOf = ({ route, revision }: Target) => ({ "app.route": route, "app.revision": revision });

/** What the router counts, for Prometheus. */
export class RouterMetrics {
  readonly #telemetry: Telemetry;
  readonly #requests: (labels: Labels) => DurationSeries;
  readonly #starts: (labels: Labels) => DurationSeries;
  readonly #coldStarts: Counter;

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
    const { meter } = telemetry;
    this.#requests = boundedSeries(
      telemetry.durations(
        "http_server_request_duration_seconds",
        "Length of requests, the time they were held included.",
      ),
    );
    this.#starts = boundedSeries(
      telemetry.durations("router_instance_start_duration_seconds", "From the start of a process until it listens."),
    );
    this.#coldStarts = meter.createCounter("router_cold_starts_total", {
      description: "Requests that came when their revision had no instance that was ready.",
    });
  }

  /** Has numbers of instances and requests read from the revisions at each scrape. */
  observe(pools: () => readonly { readonly target: Target; readonly pool: Pool }[]): void {
    const { meter } = this.#telemetry;
    const gauge = (name: string, description: string) => meter.createObservableGauge(name, { description });
    const instances = gauge("router_instances", "Processes that run, by state.");
    const held = gauge("router_held_requests", "Requests that wait for an instance.");
    const active = gauge("http_server_active_requests", "Requests that an instance is answering.");
    meter.addBatchObservableCallback(
      (result) => {
        for (const { target, pool } of pools()) {
          const labels = labelsOf(target);
          const ready = pool.instances.filter(({ isReady }) => isReady);
          result.observe(instances, ready.length, { ...labels, state: "ready" });
          result.observe(instances, pool.instances.length - ready.length, { ...labels, state: "starting" });
          result.observe(held, pool.held, labels);
          const inFlight = pool.instances.reduce((sum, instance) => sum + instance.inFlight, 0);
          result.observe(active, inFlight, labels);
        }
      },
      [instances, held, active],
    );
  }

  request(target: Target, method: string, status: number, { ms, span }: { ms: number; span: Span }): void {
    const labels = {
      ...labelsOf(target),
      "http.request.method": METHODS.has(method) ? method : "_OTHER",
      "http.response.status_code": status,
    };
    this.#requests(labels).record(ms, span);
  }

  coldStart(target: Target): void {
    this.#coldStarts.add(1, labelsOf(target));
  }

  /** @param ms until it listened, or was given up */
  start(target: Target, outcome: "ready" | "failed", ms: number): void {
    this.#starts({ ...labelsOf(target), outcome }).record(ms, UNTRACED);
  }
}

function boundedSeries(durations: ReturnType<Telemetry["durations"]>): (labels: Labels) => DurationSeries {
  const known = new Map<string, DurationSeries>();
  return (labels) => {
    const isFull = known.size >= SERIES_MAX;
    const key = Object.values(labels).join(" ");
    const found = known.get(key) ?? (isFull ? known.get(OVERFLOW) : undefined);
    if (found) return found;
    const series = durations.series(isFull ? { [OVERFLOW]: true } : labels);
    known.set(isFull ? OVERFLOW : key, series);
    return series;
  };
}
