import { hashSource } from "@hipstershop/web";
import { browserAssets } from "../assets/browser-assets.ts";
import { compactJson, type Figures, type Report } from "../figures/report.ts";

interface PageHead {
  readonly title: string;
  readonly line: string;
  /** Id of the element that holds the data of the charts, which browser/page.ts reads. */
  readonly dataId: string;
  readonly data: readonly unknown[];
}

/** The report of a run as one HTML file. */
export function htmlReport(report: Report): Promise<string> {
  const { target, model, startedAt, seed, shard } = report;
  return reportPage(
    {
      title: "Load report",
      line: `${target} · ${model} model · from ${startedAt} · seed ${seed} · shard ${shard}`,
      dataId: "moments",
      data: report.moments,
    },
    [figureTiles(report), verdictList(report), momentCharts(model), figureTables(report)].join("\n"),
  );
}

/** A page that contains all it needs: script, stylesheet and data. */
export async function reportPage({ title, line, dataId, data }: PageHead, body: string): Promise<string> {
  const assets = await browserAssets();
  const json = compactJson(data);
  // Escapes what would end the elements of style, data and script early.
  const style = assets.style.replaceAll("</", String.raw`<\/`);
  const script = assets.script.replaceAll("</script", String.raw`<\/script`);
  const policy = `default-src 'none'; script-src ${hashSource(script)}; style-src ${hashSource(style)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="${policy}">
<title>${escapeHtml(title)}: ${escapeHtml(line)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(line)}</p>
</header>
<main>
${body}
</main>
<script type="application/json" id="${dataId}">${json.replaceAll("<", String.raw`\u003c`)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** The charts of a run: empty elements, into which browser/charts.ts draws. */
export function momentCharts(model: string): string {
  const work = model === "" ? "At work" : model === "open" ? "Actions under way" : "Users";
  return `<h2>Over time</h2>
<div class="charts">
${chartFigure("throughput", "Requests per second", [
  ["first", "requests/s"],
  ["first band", "emptiest to fullest second"],
])}
${chartFigure("latency", "Latency in ms", [
  ["first", "p50"],
  ["second", "p95"],
  ["third", "p99"],
])}
${chartFigure("longest", "Longest request in ms", [["third", "longest"]])}
${chartFigure("errors", "Errors per second", [["failing", "errors/s in the worst second"]])}
${chartFigure("users", work, [["first", "at work"]])}
</div>`;
}

/** The tables of routes, actions, statuses and slowest requests. */
export function figureTables(report: Report): string {
  const answers = Object.entries(report.statuses).map(
    ([status, count]) => `<div><dt>${escapeHtml(status)}</dt><dd>${count}</dd></div>`,
  );
  return `<h2>By route</h2>
${figuresTable("Route", { ...report.routes, all: report })}
<h2>By action</h2>
${figuresTable("Action", report.actions)}
<h2>Answers</h2>
<dl class="tiles">${answers.join("") || "<div><dt>yet</dt><dd>none</dd></div>"}</dl>
${slowestTable(report)}`;
}

/** The most important figures, in large print. */
export function figureTiles(report: Report): string {
  const shown: readonly (readonly [string, string])[] = [
    ["requests", String(report.requests)],
    ["failed", String(report.errors)],
    ["per second", report.rate.toFixed(1)],
    ["p50", `${report.p50} ms`],
    ["p95", `${report.p95} ms`],
    ["p99", `${report.p99} ms`],
    ["longest", `${report.max} ms`],
    ["seconds", report.durationSeconds.toFixed(0)],
    ...(report.dropped > 0 ? [["arrivals dropped", String(report.dropped)] as const] : []),
  ];
  return `<dl class="tiles">${shown.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")}</dl>`;
}

function verdictList({ thresholds }: Report): string {
  const lines = thresholds.map(
    ({ passed, sentence }) =>
      `<li class="${passed ? "passed" : "failed"}">${passed ? "✓" : "✗"} ${escapeHtml(sentence)}</li>`,
  );
  return lines.length === 0 ? "" : `<h2>Thresholds</h2>\n<ul class="verdicts">${lines.join("")}</ul>`;
}

/** One chart: its title, its key, and the empty element to draw into. */
export function chartFigure(name: string, title: string, keys: readonly (readonly [string, string])[]): string {
  const key = keys.map(([colour, text]) => `<span class="key ${colour}">${text}</span>`).join("");
  return `<figure><figcaption><b>${title}</b>${key}</figcaption><div class="plot" data-chart="${name}" role="img" aria-label="Chart: ${title}; tables hold the figures"></div></figure>`;
}

function figuresTable(title: string, rows: Readonly<Record<string, Figures>>): string {
  const head = [title, "requests", "errors", "per second", "p50 ms", "p90", "p95", "p99", "p99.9", "max"];
  const body = Object.entries(rows).map(
    ([name, { requests, errors, rate, p50, p90, p95, p99, p999, max }]) =>
      `<tr><th scope="row">${escapeHtml(name)}</th><td>${requests}</td><td${errors > 0 ? ' class="failed"' : ""}>${errors}</td><td>${rate.toFixed(1)}</td>${[p50, p90, p95, p99, p999, max].map((ms) => `<td>${ms.toFixed(ms < 100 ? 1 : 0)}</td>`).join("")}</tr>`,
  );
  return htmlTable(title, head, body);
}

function slowestTable({ slowest }: Report): string {
  const body = slowest.map(({ route, durationMs, status, traceId, link }) => {
    const trace = link ? `<a href="${escapeHtml(link)}">${escapeHtml(traceId)}</a>` : escapeHtml(traceId);
    return `<tr><th scope="row">${escapeHtml(route)}</th><td>${durationMs.toFixed(1)}</td><td>${status}</td><td class="text trace">${trace}</td></tr>`;
  });
  return `<h2>Slowest requests</h2>\n${htmlTable("Slowest requests", ["Route", "ms", "status", "trace"], body, true)}`;
}

/** A table; with `textLast` the last column is text, not numbers. */
export function htmlTable(name: string, head: readonly string[], body: readonly string[], textLast = false): string {
  const titles = head.map((title, i) => {
    const isText = textLast && i === head.length - 1;
    return `<th scope="col"${isText ? ' class="text"' : ""}>${title}</th>`;
  });
  return `<div class="table-place" tabindex="0" role="group" aria-label="${name} table"><table><thead><tr>${titles.join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}

/** Text as HTML, for elements and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
