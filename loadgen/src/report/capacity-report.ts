import { chartFigure, escapeHtml, reportPage, htmlTable } from "./html-report.ts";
import type { Report } from "../figures/report.ts";

/** One rate that was tried, with its result. */
export interface CapacityStep {
  /** Actions per second. */
  readonly rate: number;
  readonly passed: boolean;
  /** Which threshold was crossed. */
  readonly sentence: string;
  readonly report: Report;
}

/** The result of --find-capacity as one HTML file: charts and a table of every rate that was tried. */
export async function capacityReport(capacity: number, tried: readonly CapacityStep[]): Promise<string> {
  const steps = tried.toSorted((a, b) => a.rate - b.rate);
  const [first] = tried;
  const found =
    capacity > 0
      ? `The highest rate sustained is ${capacity.toFixed(1)} actions per second.`
      : "No rate was sustained.";
  return reportPage(
    {
      title: "Capacity report",
      line: `${first?.report.target ?? ""} · from ${first?.report.startedAt ?? ""} · seed ${first?.report.seed ?? ""}`,
      dataId: "steps",
      data: steps.map(({ report: { rate, p50, p99 }, ...step }) => ({ ...step, report: { rate, p50, p99 } })),
    },
    `<p>${found}</p>
<h2>By rate</h2>
<div class="charts">
${chartFigure("latency", "Latency in ms by actions per second", [
  ["first", "p50"],
  ["third", "p99"],
  ["failing", "crossed"],
])}
${chartFigure("throughput", "Requests per second by actions per second", [
  ["first", "requests/s"],
  ["failing", "crossed"],
])}
</div>
<h2>Steps</h2>
${stepsTable(steps)}`,
  );
}

function stepsTable(steps: readonly CapacityStep[]): string {
  const body = steps.map(({ rate, passed, sentence, report }) => {
    const { requests, errors, dropped, p50, p95, p99, max } = report;
    const figures = [requests, report.rate, errors, dropped, p50, p95, p99, max];
    const [colour, mark] = passed ? ["passed", "✓"] : ["failed", "✗"];
    const cells = figures.map((figure) => `<td>${figure}</td>`).join("");
    return `<tr><th scope="row" class="${colour}">${mark} ${rate.toFixed(1)}</th>${cells}<td class="text ${colour}">${escapeHtml(sentence)}</td></tr>`;
  });
  const head = [
    "actions/s",
    "requests",
    "per second",
    "errors",
    "dropped",
    "p50 ms",
    "p95",
    "p99",
    "max",
    "thresholds",
  ];
  return htmlTable("Steps", head, body, true);
}
