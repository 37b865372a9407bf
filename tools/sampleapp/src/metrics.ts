import type { Span, Telemetry } from "@hipstershop/telemetry";

/** Records a request: its status, how long it took, and its span for exemplars. */
export type RecordRequest = (status: number, durationMs: number, span: Span) => void;

/**
 * The app's metrics. `requests` and `rate_requests` are the original's, which canary analysis can't rely on: both are
 * totals since the process began, so that neighbouring values hardly differ, and the error share of an hour hides that
 * of the last minute. `requests_total` and the histogram are what it should use, by rate().
 */
export function createMetrics(telemetry: Telemetry): RecordRequest {
  const { meter } = telemetry;
  const byStatus = new Map<number, number>();
  const total = () => [...byStatus.values()].reduce((sum, count) => sum + count, 0);
  const counter = meter.createCounter("requests_total", { description: "Requests, by status code." });
  // A gauge, since OpenTelemetry's exporter ends the names of counters with _total.
  meter
    .createObservableGauge("requests", { description: "Requests since the start, by status code: as the original." })
    .addCallback((result) => {
      for (const [status, count] of byStatus) result.observe(count, { http_code: String(status) });
    });
  meter
    .createObservableGauge("rate_requests", { description: "Percent of requests since the start that failed." })
    .addCallback((result) => {
      if (total() > 0) result.observe((100 * (byStatus.get(500) ?? 0)) / total());
    });
  const lengths = telemetry.durations("http_server_request_duration_seconds", "Length of requests.");
  const series = new Map<number, ReturnType<typeof lengths.series>>();
  return (status, durationMs, span) => {
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    counter.add(1, { http_code: String(status) });
    const known =
      series.get(status) ??
      lengths.series({ "http.request.method": "GET", "http.route": "/", "http.response.status_code": status });
    series.set(status, known);
    known.record(durationMs, span);
  };
}
