import { type Span, textOf } from "./trace.ts";

/** The names of gRPC's status codes, by number. */
const NAMES = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];

/** The name of an rpc's status, by the current and the earlier attribute; "" for a span without one. */
export function rpcStatusOf({ tags }: Span): string {
  const text = textOf(tags, "rpc.response.status_code") || textOf(tags, "rpc.grpc.status_code");
  return NAMES[Number(text || Number.NaN)] ?? text;
}

/** The HTTP status, by the current and the earlier attribute; "" for a span without one. */
export function httpStatusOf({ tags }: Span): string {
  return textOf(tags, "http.response.status_code") || textOf(tags, "http.status_code");
}

/** What the span says of its failure: the status description, the exception's message, or the type of error. */
export function failureMessageOf(span: Span): string {
  const exception = span.logs.find((log) => textOf(log.fields, "event") === "exception");
  return (
    textOf(span.tags, "otel.status_description") ||
    textOf(exception?.fields ?? [], "exception.message") ||
    textOf(span.tags, "error.type")
  );
}
