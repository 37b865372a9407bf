import { type GlossaryEntry, MARKED_TERMS } from "./glossary-marks.ts";

/** Further terms of the course. */
const COURSE_TERMS = {
  context: {
    title: "Trace context",
    text: "What travels with a call so that the next span finds its place: trace id, the caller's span id, the sampled flag, and optionally tracestate.",
  },
  traceparent: {
    title: "traceparent",
    text: "The header of W3C Trace Context: 00-{trace id, 32 digits}-{span id, 16 digits}-{flags, 2 digits}. The flag 01 means sampled.",
  },
  b3: {
    title: "B3",
    text: "Zipkin's headers for the same: several, X-B3-TraceId and so on, or one, b3: {trace id}-{span id}-{1 or 0}. Trace ids of 16 digits occur, too.",
  },
  traceresponse: {
    title: "traceresponse",
    text: "A response header that tells the caller the trace id of its request: here every page of the shop has it.",
  },
  baggage: {
    title: "Baggage",
    text: "Key-value pairs that travel with the trace context through all services. It is not recorded by itself: who wants it on a span copies it into an attribute. It goes to whoever is called.",
  },
  resource: {
    title: "Resource",
    text: "What is true of the process that sent a span, such as service.name and service.version. It is sent once for many spans.",
  },
  conventions: {
    title: "Semantic conventions",
    text: "OpenTelemetry's common names for attributes, spans and metrics, such as http.request.method, so that tools understand data of any program.",
  },
  kind: {
    title: "Span kind",
    text: "The part that a span has in a call: client or server; producer or consumer of a message; internal when nobody else is involved.",
  },
  link: {
    title: "Span link",
    text: "A reference from a span to another that is not its parent, often in another trace: a batch to its messages, a retry later to what began it.",
  },
  exception: {
    title: "Exception event",
    text: "An event named exception with type, message and stack trace. That one was recorded doesn't mean that the span failed: its status says so.",
  },
  status: {
    title: "Span status",
    text: "Unset, Ok or Error. An HTTP 404 is an error of the client's span, not of the server's, which did as it should.",
  },
  fanout: {
    title: "Fan-out",
    text: "Calls that one span makes at the same time. It waits for the slowest; the others are off the critical path.",
  },
  nPlusOne: {
    title: "N+1",
    text: "One call for a list, then one more for each of its items, often one after the other. In a trace: a staircase of equal spans. One call for all of them replaces it.",
  },
  retry: {
    title: "Retry",
    text: "The same call again after a failure. Each attempt is a span of its own. Retries on several levels multiply, and need waits that grow, and a budget.",
  },
  deadline: {
    title: "Deadline",
    text: "The time by which a caller wants its answer. gRPC passes it on, so that nobody works for a caller who has gone; after it the call ends with DEADLINE_EXCEEDED.",
  },
  idempotency: {
    title: "Idempotency",
    text: "Doing something twice has the effect of doing it once. Only then may a call be retried whose outcome is unknown.",
  },
  ledger: {
    title: "Ledger",
    text: "The record of what was done under which idempotency key. Who got no answer to a call asks it whether the call was carried out.",
  },
  breaker: {
    title: "Circuit breaker",
    text: "It stops calls to a service that has given no answers in a row, so that callers fail at once and do not wait. It closes when the service answers again.",
  },
  degradation: {
    title: "Degradation",
    text: "Showing less, or what was known last, in place of an error. The status is 200, so that only an event or a metric of its own tells how often it happens.",
  },
  headSampling: {
    title: "Head sampling",
    text: "Whether to record a trace is decided at its root, before anything is known of it, for example by its id. It is cheap, and blind to errors and slow requests.",
  },
  tailSampling: {
    title: "Tail sampling",
    text: "The decision is made when the trace is complete, as in the collector's tail_sampling processor: errors and slow ones can all be kept. All spans have to be sent and held until then.",
  },
  bias: {
    title: "Sampling bias",
    text: "What is counted in sampled traces is not what happened: if slow ones are kept and fast ones dropped, every percentile of the traces is too high. Measure with metrics, or weigh each trace by its share.",
  },
  cardinality: {
    title: "Cardinality",
    text: "How many different values an attribute or label takes. Each combination of a metric's labels is a time series of its own, so user ids belong on spans, not on metrics.",
  },
  red: {
    title: "RED",
    text: "Rate, errors, duration: the three numbers of each service that tell whether its callers are well served.",
  },
  percentile: {
    title: "Percentile",
    text: "p99 is the duration that 99 % of the requests stay below. Percentiles can't be averaged. A page of many calls meets the p99 of each often.",
  },
  histogram: {
    title: "Histogram",
    text: "A metric that counts values by ranges, the buckets. Percentiles are estimated from it, as exactly as its buckets are narrow.",
  },
  exemplar: {
    title: "Exemplar",
    text: "A trace id beside a value of a metric: one request that this bucket has counted. It leads from a chart to a trace.",
  },
  collector: {
    title: "Collector",
    text: "OpenTelemetry's program between services and stores: it receives, changes, samples and passes on.",
  },
  otlp: {
    title: "OTLP",
    text: "The protocol in which OpenTelemetry sends traces, metrics and logs, over gRPC (port 4317) or HTTP (4318).",
  },
  instrumentation: {
    title: "Instrumentation",
    text: "The code that makes spans and metrics: in a library, added from outside, or written by hand where the meaning is.",
  },
} as const satisfies Record<string, GlossaryEntry>;

/** The glossary of viewer and course: each term by the name that its address ends in. */
export const GLOSSARY: Readonly<Record<string, GlossaryEntry>> = { ...MARKED_TERMS, ...COURSE_TERMS };
