import { QueryVariableBuilder, VariableRefresh } from "@grafana/grafana-foundation-sdk/dashboard";
import { linesPanel, newDashboard } from "./panels.ts";

const ONE = '{job="$service"}';

/** The dashboard of one service, selected in a variable: incoming and outgoing calls, and its process. */
export function serviceDashboard() {
  const lines = (title: string, unit: string, expr: string, legend: string) =>
    linesPanel({ title, unit, width: 12, queries: [{ expr, legend }] });
  return newDashboard("hipstershop-service", "One service")
    .withVariable(
      new QueryVariableBuilder("service")
        .label("service")
        .query("label_values(app_build_info, job)")
        .datasource({ type: "prometheus", uid: "prometheus" })
        .refresh(VariableRefresh.OnTimeRangeChanged),
    )
    .withPanel(
      lines(
        "Calls it answers",
        "reqps",
        `sum by (rpc_method, rpc_response_status_code) (rate(rpc_server_call_duration_seconds_count${ONE}[1m]))`,
        "{{rpc_method}} {{rpc_response_status_code}}",
      ),
    )
    .withPanel(
      lines(
        "95 % of them within",
        "s",
        `histogram_quantile(0.95, sum by (rpc_method, le) (rate(rpc_server_call_duration_seconds_bucket${ONE}[5m])))`,
        "{{rpc_method}}",
      ),
    )
    .withPanel(
      lines(
        "Calls it makes",
        "reqps",
        `sum by (rpc_method) (rate(rpc_client_call_duration_seconds_count${ONE}[1m]))`,
        "{{rpc_method}}",
      ),
    )
    .withPanel(waitsAndRetries())
    .withPanel(openBreakers())
    .withPanel(degradedParts())
    .withPanel(
      lines(
        "Pages by route",
        "reqps",
        `sum by (http_route) (rate(http_server_request_duration_seconds_count${ONE}[1m]))`,
        "{{http_route}}",
      ),
    )
    .withPanel(lines("Memory", "bytes", `process_memory_usage_bytes${ONE}`, "{{instance}}"))
    .withPanel(
      lines(
        "Heap of its limit",
        "percentunit",
        `v8js_memory_heap_used_bytes${ONE} / v8js_memory_heap_limit_bytes${ONE}`,
        "{{instance}}",
      ),
    )
    .withPanel(
      lines(
        "CPU, in cores",
        "short",
        `sum by (instance) (rate(process_cpu_time_seconds_total${ONE}[1m]))`,
        "{{instance}}",
      ),
    )
    .withPanel(lines("Event loop busy", "percentunit", `nodejs_eventloop_utilization${ONE}`, "{{instance}}"))
    .withPanel(
      lines("What runs", "short", `count by (version, node) (app_build_info${ONE})`, "{{version}} on Node {{node}}"),
    );
}

function waitsAndRetries() {
  return linesPanel({
    title: "Calls it makes that waited for a connection, or were tried again",
    unit: "reqps",
    width: 12,
    queries: [
      {
        expr: `sum by (rpc_method, app_rpc_outcome) (rate(rpc_client_call_waits_total${ONE}[1m]))`,
        legend: "{{rpc_method}} {{app_rpc_outcome}}",
      },
      {
        expr: `sum(rate(rpc_client_call_retries_total${ONE}[1m])) or vector(0)`,
        legend: "tried again",
      },
    ],
  });
}

function openBreakers() {
  return linesPanel({
    title: "Circuit breakers: 1 while a service is not called",
    unit: "short",
    width: 12,
    queries: [{ expr: `max by (rpc_service) (rpc_client_circuit_breaker_open${ONE})`, legend: "{{rpc_service}}" }],
  });
}

function degradedParts() {
  return linesPanel({
    title: "Parts of pages that are old or missing",
    unit: "reqps",
    width: 12,
    queries: [
      {
        expr: `sum by (app_page_part, app_page_part_state) (rate(app_page_parts_degraded_total${ONE}[1m]))`,
        legend: "{{app_page_part}} {{app_page_part_state}}",
      },
    ],
  });
}
