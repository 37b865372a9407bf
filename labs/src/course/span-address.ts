/**
 * Where a viewer shows a span of a trace: the shop's own reads `span`, Jaeger's UI `uiFind`, and each leaves the other
 * one alone.
 *
 * @param traceAddress the trace's own address there.
 * @param spanId "" for the trace as a whole.
 */
export function spanAddress(traceAddress: string, spanId: string): string {
  return spanId === "" ? traceAddress : `${traceAddress}?span=${spanId}&uiFind=${spanId}`;
}
