import Table from "cli-table3";
import { harmless, oneLine } from "@hipstershop/text";
import colors from "picocolors";
import type { Moment } from "../figures/timeline.ts";
import type { Figures, Report } from "../figures/report.ts";

const HEAD = ["requests", "errors", "rate/s", "p50", "p90", "p95", "p99", "p99.9", "max"];

/** The results of a run as text for a terminal. */
export function summaryOf(report: Report): string {
  const { requests, errors, rate, dropped, durationSeconds } = report;
  const head = `${requests} requests in ${durationSeconds} s (${rate}/s), ${errors} failed${dropped > 0 ? `, ${dropped} arrivals dropped` : ""}; seed ${report.seed}`;
  return [
    colors.bold(head),
    figuresTable("route, times in ms", { ...report.routes, all: report }),
    actionsTable(report),
    `${colors.dim("answers")}  ${Object.entries(report.statuses)
      .map(([status, count]) => `${status}: ${count}`)
      .join("  ")}`,
    ...slowestLines(report),
    ...report.thresholds.map(
      ({ passed, sentence }) => `${passed ? colors.green("✓") : colors.red("✗")} ${harmless(sentence)}`,
    ),
  ].join("\n");
}

/** The state of a run under way, in one line. */
export function liveLine(
  moment: Moment,
  { requests, errors, dropped }: Pick<Report, "requests" | "errors" | "dropped">,
): string {
  const failed = errors > 0 ? colors.red(`${errors} failed`) : "0 failed";
  return `${Math.round(moment.second)} s  ${moment.users} at work  ${moment.requestsPerSecond.toFixed(1)}/s  p50 ${timeText(moment.p50)}  p95 ${timeText(moment.p95)}  p99 ${timeText(moment.p99)}  ${requests} requests, ${failed}${dropped > 0 ? `, ${dropped} dropped` : ""}`;
}

function figuresTable(title: string, rows: Readonly<Record<string, Figures>>): string {
  const table = plainTable([title, ...HEAD]);
  for (const [name, row] of Object.entries(rows)) {
    table.push([
      name === "all" ? colors.bold(name) : oneLine(name),
      row.requests,
      row.errors > 0 ? colors.red(String(row.errors)) : 0,
      row.rate.toFixed(1),
      ...[row.p50, row.p90, row.p95, row.p99, row.p999, row.max].map(roundedMs),
    ]);
  }
  return table.toString();
}

function actionsTable({ actions }: Report): string {
  const table = plainTable(["action", "times", "failed", "share", "wanted", "p50", "p95", "p99", "max"]);
  for (const [name, row] of Object.entries(actions)) {
    const percent = (share: number) => (row.expectedShare > 0 ? `${(share * 100).toFixed(1)} %` : "");
    table.push([
      oneLine(name),
      row.requests,
      row.errors > 0 ? colors.red(String(row.errors)) : 0,
      percent(row.share),
      percent(row.expectedShare),
      ...[row.p50, row.p95, row.p99, row.max].map(roundedMs),
    ]);
  }
  return table.toString();
}

function slowestLines({ slowest }: Report): string[] {
  if (slowest.length === 0) return [];
  const lines = slowest.slice(0, 5).map(({ route, durationMs, status, link, traceId }) => {
    const way = link || (traceId ? `trace ${traceId}` : "");
    return `  ${timeText(durationMs).padStart(9)}  ${String(status).padStart(3)}  ${oneLine(route).padEnd(22)}  ${oneLine(way)}`;
  });
  return [colors.dim("slowest requests"), ...lines];
}

function plainTable(head: readonly string[]): Table.Table {
  return new Table({
    head: head.map((title) => colors.dim(title)),
    colAligns: head.map((_, i) => (i === 0 ? "left" : "right")),
    style: { head: [], border: [], compact: true, "padding-left": 1, "padding-right": 1 },
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
  });
}

function timeText(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${roundedMs(ms)} ms`;
}

function roundedMs(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms.toFixed(1);
}
