import { linesPanel, newDashboard, statPanel, heatmapPanel } from "./panels.ts";

const HTTP = "http_server_request_duration_seconds";
const CALLS = "rpc_client_call_duration_seconds";
const BY_METHOD = 'rpc_method=~".+/(Convert|GetAds|AddItem|PlaceOrder|GetProduct|ListProducts|GetCart)"';
const quantile = (q: number, selector: string, by = "le") =>
  `histogram_quantile(${q}, sum by (${by}) (rate(${selector}[5m])))`;

/** The dashboard of the original shop, panel by panel, with the metrics of this one. */
export function hipstershopDashboard() {
  return withCharts(withFigures(newDashboard("FPHI7T0mz", "Hipstershop Dashboard")));
}

type Dashboard = ReturnType<typeof newDashboard>;

const pageQuantile = (q: number, legend: string) => ({ expr: quantile(q, `${HTTP}_bucket`), legend });

function withFigures(board: Dashboard): Dashboard {
  const errors = `sum(rate(${HTTP}_count{http_response_status_code=~"5.."}[1m])) or vector(0)`;
  return board
    .withPanel(
      statPanel({
        title: "Requests per minute",
        unit: "short",
        width: 6,
        queries: [{ expr: `sum(rate(${HTTP}_count[1m])) * 60`, legend: "requests" }],
      }),
    )
    .withPanel(
      statPanel({
        title: "Error rate (5xx, last minute)",
        unit: "percentunit",
        width: 6,
        limits: [0.0002, 0.0005],
        queries: [{ expr: `(${errors}) / sum(rate(${HTTP}_count[1m]))`, legend: "5xx" }],
      }),
    )
    .withPanel(
      statPanel({
        title: "Average response size",
        unit: "bytes",
        width: 6,
        queries: [
          {
            expr: "sum(rate(http_server_response_body_size_bytes_sum[1m])) / sum(rate(http_server_response_body_size_bytes_count[1m]))",
            legend: "size",
          },
        ],
      }),
    )
    .withPanel(
      statPanel({
        title: "95 % latency",
        unit: "s",
        width: 6,
        limits: [0.2, 0.3],
        queries: [pageQuantile(0.95, "p95")],
      }),
    );
}

function withCharts(board: Dashboard): Dashboard {
  return board
    .withPanel(
      linesPanel({
        title: "Overall latency",
        unit: "s",
        width: 12,
        limits: [0.2, 0.5],
        queries: [pageQuantile(0.5, "p50"), pageQuantile(0.95, "p95"), pageQuantile(0.99, "p99")],
      }),
    )
    .withPanel(
      linesPanel({
        title: "95th latency by gRPC method",
        unit: "s",
        width: 12,
        queries: [
          { expr: quantile(0.95, `${CALLS}_bucket{${BY_METHOD}}`, "rpc_method, le"), legend: "{{rpc_method}}" },
        ],
      }),
    )
    .withPanel(
      linesPanel({
        title: "Average latency by gRPC method",
        unit: "s",
        width: 12,
        queries: [
          {
            expr: `sum by (rpc_method) (rate(${CALLS}_sum[5m])) / (sum by (rpc_method) (rate(${CALLS}_count[5m])) > 0)`,
            legend: "{{rpc_method}}",
          },
        ],
      }),
    )
    .withPanel(heatmapPanel("Latency heatmap", `sum by (le) (increase(${HTTP}_bucket[1m]))`, 12))
    .withPanel(
      linesPanel({
        title: "Responses by status",
        unit: "reqps",
        width: 12,
        queries: [
          {
            expr: `sum by (http_response_status_code) (rate(${HTTP}_count[1m]))`,
            legend: "{{http_response_status_code}}",
          },
        ],
      }),
    )
    .withPanel(
      linesPanel({
        title: "Bandwidth",
        unit: "Bps",
        width: 12,
        queries: [
          { expr: "sum by (job) (rate(http_server_request_body_size_bytes_sum[5m]))", legend: "{{job}} in" },
          { expr: "sum by (job) (rate(http_server_response_body_size_bytes_sum[5m]))", legend: "{{job}} out" },
        ],
      }),
    );
}
