import { hashSource, html, ownMarkup } from "@hipstershop/web";
import Table from "cli-table3";
import colors from "picocolors";
import { type Check, type Figure, type Finding, isMet, isPassed, limitText } from "./check.ts";

/** A check and what it found. */
export interface Outcome {
  readonly check: Pick<Check, "id" | "title">;
  readonly finding: Finding;
  readonly tookMs: number;
}

/** The results as a table for the terminal: a line for each figure. */
export function resultTable(outcomes: readonly Outcome[]): string {
  const table = new Table({ head: ["check", "figure", "measured", "limit", ""], style: { head: [], border: [] } });
  for (const { check, finding } of outcomes) {
    if (finding.skipped !== undefined) table.push([check.id, finding.skipped, "", "", colors.yellow("skipped")]);
    for (const figure of finding.figures) {
      const mark = isMet(figure) ? colors.green("ok") : colors.red("FAILED");
      table.push([check.id, figure.name, measuredText(figure), limitText(figure), mark]);
    }
  }
  return table.toString();
}

/** The results as JSON: `[{id, title, passed, tookMs, figures, rows, problems}]`; the first row has the headings. */
export function resultJson(outcomes: readonly Outcome[]): string {
  const results = outcomes.map(({ check, finding, tookMs }) => ({
    id: check.id,
    title: check.title,
    passed: isPassed(finding),
    tookMs: Math.round(tookMs),
    figures: finding.figures.map((figure) => ({ ...figure, met: isMet(figure) })),
    rows: finding.rows ?? [],
    problems: finding.problems,
    ...(finding.skipped !== undefined && { skipped: finding.skipped }),
  }));
  return `${JSON.stringify(results, null, 2)}\n`;
}

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 0.5rem 0 1.5rem; display: block; overflow-x: auto; }
th, td { text-align: left; padding: 0.2rem 0.9rem 0.2rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
.failed { font-weight: bold; }`;

/** The results as one HTML page without scripts. */
export function resultPage(outcomes: readonly Outcome[], madeAt: Date): string {
  const failed = outcomes.filter(({ finding }) => !isPassed(finding)).length;
  const page = html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="content-security-policy" content="default-src 'none'; style-src ${hashSource(STYLE)}" />
        <title>Chaos report</title>
        ${ownMarkup(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <h1>Chaos report</h1>
        <p>${madeAt.toISOString()}: ${outcomes.length} checks, ${failed} failed.</p>
        ${outcomes.map(sectionOf)}
      </body>
    </html>`;
  return `${page.toString()}\n`;
}

function sectionOf({ check, finding, tookMs }: Outcome) {
  const [head = [], ...rows] = finding.rows ?? [];
  return html`<section>
    <h2>${check.id}: ${check.title}</h2>
    <p>${finding.skipped ?? (isPassed(finding) ? "Passed" : "Failed")}, in ${Math.round(tookMs / 1000)} s.</p>
    <table>
      <thead>
        <tr>
          <th scope="col">figure</th>
          <th scope="col">measured</th>
          <th scope="col">limit</th>
          <th scope="col">met</th>
        </tr>
      </thead>
      <tbody>
        ${finding.figures.map(
          (figure) =>
            html`<tr class="${isMet(figure) ? "met" : "failed"}">
              <td>${figure.name}</td>
              <td>${measuredText(figure)}</td>
              <td>${limitText(figure)}</td>
              <td>${isMet(figure) ? "yes" : "no"}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${
      finding.problems.length > 0 &&
      html`<ul>
        ${finding.problems.map((problem) => html`<li>${problem}</li>`)}
      </ul>`
    }
    ${
      rows.length > 0 &&
      html`<table>
        <thead>
          <tr>
            ${head.map((cell) => html`<th scope="col">${cell}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>`
    }
  </section>`;
}

function measuredText({ value, unit }: Figure): string {
  const digits = Number.isInteger(value) ? String(value) : value.toPrecision(3);
  return unit === "" ? digits : `${digits} ${unit}`;
}
