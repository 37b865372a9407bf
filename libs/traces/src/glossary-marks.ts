/** A term of tracing, in one or two sentences. */
export interface GlossaryEntry {
  readonly title: string;
  readonly text: string;
}

/** The terms that the viewer's pages explain where they stand. They come first in the glossary. */
export const MARKED_TERMS = {
  trace: {
    title: "Trace",
    text: "All that happened for one request, in all services: a tree of spans with one trace id. The id travels with each call, in its headers.",
  },
  span: {
    title: "Span",
    text: "One piece of work with a name, a start and a duration: a request that was answered, a call that was made, a query. It knows its parent, the span that caused it.",
  },
  root: { title: "Root", text: "The span without a parent: where the trace began." },
  call: {
    title: "Call: client span and server span",
    text: "A call between services has two spans: the caller's client span, from sending the request to having the answer, and the callee's server span, from having the request to sending the answer. Here both share one row.",
  },
  between: {
    title: "Between",
    text: "The part of a call that the callee's span does not cover: opening a connection, the network, queues on both sides, and a busy event loop that reads the request or the answer late. The thin line beside a bar.",
  },
  self: {
    title: "Self time",
    text: "The time in which a span worked itself: its duration without the time of the spans below it. Drawn in the full colour.",
  },
  children: {
    title: "Others worked",
    text: "The time in which a span waited for the spans below it, or they ran beside it. Drawn pale.",
  },
  path: {
    title: "Critical path",
    text: "What the trace waited for, from its end back to its start. Shortening a span there shortens the trace; shortening any other does not. Drawn as a line below the bar.",
  },
  failed: {
    title: "Failed",
    text: "The span ended with an error. The full mark is where the failure began, the deepest one; an outlined mark is a caller that failed because of it.",
  },
  warning: {
    title: "Warning",
    text: "Something about the span or the trace is odd, such as a missing parent. The panel beside the waterfall says what, and what it usually comes from. Marked with a question mark.",
  },
  event: {
    title: "Event",
    text: "A moment within a span, such as an exception or a retry. Drawn as a diamond.",
  },
  log: {
    title: "Log line",
    text: "A line that the service logged with the ids of this trace and span. Drawn as a small square.",
  },
  attribute: {
    title: "Attribute",
    text: "A fact about a span, as key and value: http.response.status_code=200. The keys follow OpenTelemetry's semantic conventions; those of the shop begin with app.",
  },
  duration: { title: "Duration", text: "From the start of a span to its end." },
  sampled: {
    title: "Sampled flag",
    text: "Tells each service whether to record this trace. It travels with the trace id; a service that does not pass it on makes those behind it invisible.",
  },
  propagation: {
    title: "Propagation",
    text: "Passing trace id, span id and sampled flag to the next service, in headers: b3 or X-B3-…, or W3C's traceparent. If caller and callee use different formats, the trace breaks.",
  },
  orphan: {
    title: "Missing parent",
    text: "A span names a parent that is not here: it is still open, was never sent, or belongs to a service that sends its spans elsewhere.",
  },
  skew: {
    title: "Clock skew",
    text: "Two hosts' clocks differ, so that a span seems to begin before the call that caused it. Durations are right all the same: each is measured by one clock.",
  },
} as const satisfies Record<string, GlossaryEntry>;

/** The name of such a term, and its address on the page of the glossary. */
export type TermName = keyof typeof MARKED_TERMS;
