import { linesPanel, newDashboard, statPanel, SERVER_FAULTS } from "./panels.ts";
import { withRedis } from "./redis.ts";

const SERVED = "rpc_server_call_duration_seconds";

/** The dashboard of all services: requests, errors, durations; open orders and Redis below. */
export function overviewDashboard() {
  return withRedis(withOrders(withServices(newDashboard("hipstershop-overview", "All services"))));
}

type Dashboard = ReturnType<typeof newDashboard>;

function withServices(board: Dashboard): Dashboard {
  return board
    .withPanel(
      statPanel({
        title: "Parts that answer Prometheus",
        unit: "short",
        width: 6,
        queries: [{ expr: "sum(up)", legend: "up" }],
      }),
    )
    .withPanel(
      statPanel({
        title: "Calls per second",
        unit: "reqps",
        width: 6,
        queries: [{ expr: `sum(rate(${SERVED}_count[1m]))`, legend: "calls" }],
      }),
    )
    .withPanel(
      statPanel({
        title: "Memory of all",
        unit: "bytes",
        width: 6,
        queries: [{ expr: "sum(process_memory_usage_bytes)", legend: "resident" }],
      }),
    )
    .withPanel(
      statPanel({
        title: "CPU of all, in cores",
        unit: "short",
        width: 6,
        queries: [{ expr: "sum(rate(process_cpu_time_seconds_total[1m]))", legend: "cores" }],
      }),
    )
    .withPanel(
      linesPanel({
        title: "Calls by service",
        unit: "reqps",
        width: 8,
        queries: [{ expr: `sum by (job) (rate(${SERVED}_count[1m]))`, legend: "{{job}}" }],
      }),
    )
    .withPanel(
      linesPanel({
        title: "Calls that failed through the service",
        unit: "percentunit",
        width: 8,
        queries: [
          {
            expr: `(sum by (job) (rate(${SERVED}_count{rpc_response_status_code=~"${SERVER_FAULTS}"}[1m])) or sum by (job) (rate(${SERVED}_count[1m])) * 0) / (sum by (job) (rate(${SERVED}_count[1m])) > 0)`,
            legend: "{{job}}",
          },
        ],
      }),
    )
    .withPanel(
      linesPanel({
        title: "95 % of calls are answered within",
        unit: "s",
        width: 8,
        queries: [
          { expr: `histogram_quantile(0.95, sum by (job, le) (rate(${SERVED}_bucket[5m])))`, legend: "{{job}}" },
        ],
      }),
    );
}

/** Every replica of the checkout tells of all orders in the store that they share. */
function withOrders(board: Dashboard): Dashboard {
  return board
    .withPanel(
      linesPanel({
        title: "Orders that are paid and not shipped",
        unit: "short",
        width: 12,
        queries: [{ expr: "max(app_orders_unshipped)", legend: "orders" }],
      }),
    )
    .withPanel(
      linesPanel({
        title: "The oldest of them has waited for",
        unit: "s",
        width: 12,
        queries: [{ expr: "max(app_order_unshipped_age_seconds)", legend: "since its charge" }],
      }),
    );
}
