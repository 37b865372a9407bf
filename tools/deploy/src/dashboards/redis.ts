import { RowBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { linesPanel, type newDashboard } from "./panels.ts";

const HITS = "sum(rate(redis_keyspace_hits_total[1m]))";
const MISSES = "sum(rate(redis_keyspace_misses_total[1m]))";

/** Adds a row with metrics of the Redis that stores the carts. */
export function withRedis(board: ReturnType<typeof newDashboard>): ReturnType<typeof newDashboard> {
  return board
    .withRow(new RowBuilder("Redis: the carts"))
    .withPanel(
      linesPanel({
        title: "Commands by name",
        unit: "ops",
        width: 6,
        queries: [{ expr: "sum by (cmd) (rate(redis_commands_total[1m])) > 0", legend: "{{cmd}}" }],
      }),
    )
    .withPanel(
      linesPanel({
        title: "Keys found",
        unit: "percentunit",
        width: 6,
        queries: [{ expr: `${HITS} / (${HITS} + ${MISSES} > 0)`, legend: "of those looked for" }],
      }),
    )
    .withPanel(
      linesPanel({
        title: "Memory of its limit",
        unit: "bytes",
        width: 6,
        queries: [
          { expr: "sum(redis_memory_used_bytes)", legend: "used" },
          { expr: "sum(redis_memory_max_bytes)", legend: "limit" },
        ],
      }),
    )
    .withPanel(
      linesPanel({
        title: "Clients and carts",
        unit: "short",
        width: 6,
        queries: [
          { expr: "sum(redis_connected_clients)", legend: "clients" },
          { expr: "sum(redis_db_keys)", legend: "carts" },
          { expr: "sum(increase(redis_evicted_keys_total[5m]))", legend: "carts lost for want of memory, 5 min" },
        ],
      }),
    );
}
