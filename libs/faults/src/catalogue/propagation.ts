import { onCall, onHandler, variant, variants } from "./acts.ts";
import type { HeaderFormat } from "./effects.ts";
import type { Fault } from "./types.ts";

const RECOMMEND = "RecommendationService/ListRecommendations";

const format = (name: string, about: string, written: HeaderFormat) =>
  variant(name, about, onCall("checkoutservice", "ShippingService/*", { kind: "headers", format: written }));

const skew = (name: string, ms: number) =>
  variant(
    name,
    `the clock of the shipping service is ${Math.abs(ms)} ms ${name}`,
    onHandler("shippingservice", "*", { kind: "clockSkew", ms }),
  );

export const propagationFaults: readonly Fault[] = [
  {
    name: "lostParent",
    lesson: "propagation",
    effect: "The parent that the recommendation service is told of is a span that nobody has recorded.",
    perRequest: true,
    variants: variants(
      variant(
        "on",
        "the call names an unknown parent in the right trace",
        onCall("frontend", RECOMMEND, { kind: "headers", format: "lostParent" }),
      ),
    ),
    shows: {
      traces: "ListRecommendations hangs in the air: the viewer marks it as an orphan and names the missing parent.",
      metrics: "Nothing.",
      logs: "Log lines still have the right trace id.",
    },
    teaches: "An orphan means that a span between was lost or never sent, as by a proxy without telemetry.",
    tryAt: "product",
  },
  {
    name: "lostSampledFlag",
    lesson: "propagation",
    effect: "The call to recommendations says that the trace is not sampled.",
    perRequest: true,
    variants: variants(
      variant(
        "on",
        "the call says: not sampled",
        onCall("frontend", RECOMMEND, { kind: "headers", format: "notSampled" }),
      ),
    ),
    shows: {
      traces:
        "The client span ListRecommendations has no server span, though the call succeeded; all below it is missing.",
      metrics: "rpc_server_call_duration_seconds still counts the call: metrics are not sampled.",
      logs: "Log lines of the recommendation service have the trace id of a trace in which it is missing.",
    },
    teaches: "Sampling is decided once and passed on; one wrong flag removes a whole subtree.",
    tryAt: "product",
  },
  {
    name: "propagationFormat",
    lesson: "propagation",
    effect: "The checkout writes trace headers for the shipping service in another format than the rest of the shop.",
    perRequest: true,
    variants: variants(
      format("b3multi", "only X-B3-* headers", "b3multi"),
      format("b3single", "only the single b3 header", "b3single"),
      format("w3c", "only traceparent", "w3c"),
      format("none", "no trace headers at all", "none"),
      format("shortIds", "X-B3-* headers with ids of 64 bits", "shortIds"),
    ),
    shows: {
      traces:
        "With b3multi, b3single and w3c the trace stays whole. With none and shortIds the spans of shipping are in another trace: a new one, or one whose id is the lower half.",
      metrics: "Nothing.",
      logs: "With none, the shipping service logs another trace id.",
    },
    teaches:
      "A receiver that reads several formats keeps traces whole; which format is written is each caller's choice.",
    tryAt: "checkout",
  },
  {
    name: "droppedBaggage",
    lesson: "propagation",
    effect: "The checkout does not pass baggage on to the payment service.",
    perRequest: true,
    variants: variants(
      variant(
        "on",
        "no baggage reaches the payment service",
        onCall("checkoutservice", "PaymentService/Charge", { kind: "dropBaggage" }),
      ),
    ),
    shows: {
      traces: "The trace is whole; a fault of payment that the same request asks for does not act.",
      metrics: "Nothing.",
      logs: "Nothing.",
    },
    teaches: "Baggage is a header of its own: trace context arriving says nothing about baggage.",
    tryAt: "checkout",
  },
  {
    name: "clockSkew",
    lesson: "propagation",
    effect: "The clock of the shipping service is wrong.",
    perRequest: true,
    variants: variants(skew("ahead", 300), skew("behind", -300)),
    shows: {
      traces: "Spans of the shipping service begin before, or end after, the call that caused them.",
      metrics: "Nothing: a duration is the difference of two times of one clock.",
      logs: "Nothing: the log has its own clock.",
    },
    teaches: "Never trust the order of spans of two machines; trust parents and durations.",
    tryAt: "cart",
  },
];
