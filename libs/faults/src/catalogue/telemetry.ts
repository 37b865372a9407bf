import { onHandler, onService, variant, variants } from "./acts.ts";
import type { Fault } from "./types.ts";

export const telemetryFaults: readonly Fault[] = [
  {
    name: "collectorAway",
    lesson: "telemetry",
    effect: "The spans of the checkout do not reach the collector.",
    perRequest: false,
    variants: variants(
      variant("on", "every export of the checkout fails", onService("checkoutservice", { kind: "collectorAway" })),
    ),
    shows: {
      traces:
        "PlaceOrder's server span and all client spans of the checkout are missing; what it called hangs in the air.",
      metrics: "otel_sdk_processor_span_processed_total of the checkout counts spans with an error_type.",
      logs: "The checkout warns once that spans can't be delivered.",
    },
    teaches: "The shop goes on without its telemetry. Watch the exporter's own metrics, or you will not notice.",
  },
  {
    name: "spanQueueFull",
    lesson: "telemetry",
    effect: "The queue of spans of the currency service is too small for its load.",
    perRequest: false,
    variants: variants(
      variant(
        "on",
        "at most 4 spans wait for export, and an export takes 300 ms",
        onService("currencyservice", { kind: "queueFull", maxQueueSize: 4 }),
      ),
    ),
    shows: {
      traces: "Under load some Convert calls have a client span and no server span; each trace lacks others.",
      metrics: 'otel_sdk_processor_span_processed_total{error_type="queue_full"} of the currency service rises.',
      logs: "Nothing.",
    },
    teaches: "Dropped spans look like calls that were never received. The drop counter tells the difference.",
  },
  {
    name: "manyLabels",
    lesson: "telemetry",
    effect: "The cart service counts its calls by user: a label with far too many values.",
    perRequest: true,
    variants: variants(
      variant(
        "on",
        "a series for each user, up to 2,000",
        onHandler("cartservice", "*", { kind: "manyLabels", maxSeries: 2000 }),
      ),
    ),
    shows: {
      traces: "Nothing.",
      metrics: "app_fault_calls_by_user_total has a series for each visitor; the scrape grows with every session.",
      logs: "Nothing.",
    },
    teaches: "Metrics pay for each combination of labels, for ever; traces don't. Users belong on spans.",
  },
];
