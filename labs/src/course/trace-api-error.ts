/** The trace API can't be used: it does not answer, not as a Jaeger does, or not yet with all that is needed. */
export class TraceApiError extends Error {
  override readonly name = "TraceApiError";
}
