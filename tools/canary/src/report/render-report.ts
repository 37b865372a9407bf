import { hashSource, html, ownMarkup, type Part } from "@hipstershop/web";
import { isStrictlyJudged } from "../run/judge-pairs.ts";
import { dateText } from "./figures.ts";
import { metricSection } from "./metric-section.ts";
import { type MetricReading, readingsOf, worstFirst } from "./reading.ts";
import type { MetricTraces, ReportData, ReportJudgement } from "./report-data.ts";
import { stylesheet } from "./stylesheet.ts";
import {
  groupsSection,
  historySection,
  methodSection,
  outcomeSection,
  overviewSection,
  stagesSection,
  trustSection,
} from "./summary.ts";
import { traceSection } from "./traces.ts";

/**
 * The report as one HTML file that needs nothing else: no network, no script. Texts are escaped, whatever they hold.
 * Throws a JudgeInputError for a judgement whose series do not fit the configuration.
 */
export function renderReport(data: ReportData): string {
  const last = data.judgements.at(-1);
  const isStrict = isStrictlyJudged(data.config);
  const style = ownMarkup(`<style>${stylesheet()}</style>`);
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta http-equiv="content-security-policy" content="${reportPolicy()}" />
      <title>${data.title}: ${data.outcome.label}</title>
      ${style}
    </head>
    <body>
      <header class="page-head">
        <p>Canary analysis</p>
        <h1>${data.title}</h1>
      </header>
      <main>
        ${outcomeSection(data)} ${last && judgementParts(data, last, isStrict)} ${trustSection(data.trust)}
        ${methodSection(data, isStrict)}
      </main>
      <footer>Judged ${dateText(data.endedAt)}. All times are UTC.</footer>
    </body>
  </html>`;
  return `<!DOCTYPE html>\n${page.toString()}\n`;
}

/** The content security policy of a report: its own stylesheet, and nothing else. */
export function reportPolicy(): string {
  return `default-src 'none'; style-src ${hashSource(stylesheet())}`;
}

function judgementParts(data: ReportData, last: ReportJudgement, isStrict: boolean): readonly Part[] {
  const readings = worstFirst(readingsOf(data, last));
  const idOf = (reading: MetricReading) => `metric-${readings.indexOf(reading) + 1}`;
  return [
    html`<div class="columns">${stagesSection(data)} ${groupsSection(data, last, isStrict)}</div>`,
    historySection(data),
    overviewSection(readings, idOf),
    html`<section aria-labelledby="metrics">
      <h2 id="metrics">Metric by metric</h2>
      ${readings.map((reading) => metricSection(reading, idOf(reading), tracesOf(data, reading).map(traceSection)))}
    </section>`,
  ];
}

/** The traces of a metric; of several series with its name, the first that failed has them. */
function tracesOf({ traces = [] }: ReportData, { result }: MetricReading): readonly MetricTraces[] {
  return traces.filter(({ metric }) => metric === result.name);
}
