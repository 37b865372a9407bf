import { type Html, html, type Part } from "@hipstershop/web";
import { scaleLinear } from "d3-scale";
import { percent } from "./charts/plot.ts";
import { counted, figureText } from "./figures.ts";
import { link } from "./markup.ts";
import type { MetricTraces, ReportSpan, ReportTrace } from "./report-data.ts";

/** More spans of a trace are counted only. */
const SPANS_MAX = 40;
const DEPTH_MAX = 6;
const SHORT_ID = 8;

/** Traces of a metric: those of the canary beside those of the baseline, on one scale of time, the worst first. */
export function traceSection({ why, canary, baseline, compareUrl, search = [] }: MetricTraces): Html {
  const longest = Math.max(1, ...[...canary, ...baseline].map(({ durationMs }) => durationMs));
  const ways = [
    ...(compareUrl === undefined ? [] : [link("Compare both revisions", compareUrl)]),
    ...search.map(({ label, url }) => link(label, url)),
  ];
  return html`<section class="traces">
    <h4>Traces that show why</h4>
    <p>${why}</p>
    ${
      ways.length > 0 &&
      html`<ul class="ways">
        ${ways.map((way) => html`<li>${way}</li>`)}
      </ul>`
    }
    <div class="columns">${sideOf("Canary", canary, longest)} ${sideOf("Baseline", baseline, longest)}</div>
  </section>`;
}

function sideOf(name: string, traces: readonly ReportTrace[], longest: number): Html {
  const isBad = ({ error }: ReportTrace) => (error === undefined ? 0 : 1);
  const sorted = traces.toSorted((a, b) => isBad(b) - isBad(a) || b.durationMs - a.durationMs);
  return html`<div>
    <h5>${name}</h5>
    ${sorted.length === 0 ? html`<p class="quiet">No trace.</p>` : sorted.map((trace) => waterfall(trace, longest))}
  </div>`;
}

function waterfall({ traceId, url, durationMs, error, spans }: ReportTrace, longest: number): Html {
  const shown = spans.slice(0, SPANS_MAX);
  const name = `Trace ${traceId.slice(0, SHORT_ID)}`;
  return html`<div class="trace">
    <p class="trace-head">
      <b>${link(name, url)}</b> <span>${figureText(durationMs)} ms</span>
      ${error !== undefined && html`<span class="bad-text">${error}</span>`}
    </p>
    <table class="waterfall">
      <caption class="visually-hidden">
        Spans of ${name}
      </caption>
      <thead>
        <tr>
          <th scope="col">span</th>
          <th scope="col" class="bar-column"><span class="visually-hidden">from and to</span></th>
          <th scope="col" class="number">ms</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map((span) => spanRow(span, longest))}
      </tbody>
    </table>
    ${spans.length > SPANS_MAX && html`<p class="quiet">${counted(spans.length - SPANS_MAX, "more span")}.</p>`}
  </div>`;
}

function spanRow({ service, name, startMs, durationMs, isError, version, depth }: ReportSpan, longest: number): Part {
  const x = scaleLinear([0, longest], [0, 100]).clamp(true);
  const [from, to] = [x(startMs), x(startMs + durationMs)];
  return html`<tr class="${isError ? "failed" : "fine"}">
    <th scope="row" class="depth-${Math.min(depth, DEPTH_MAX)}">
      <span class="service">${service}${version !== undefined && html` <span class="version">${version}</span>`}</span>
      ${name}${isError && html` <span class="bad-text">failed</span>`}
    </th>
    <td class="bar-column">
      <svg aria-hidden="true" width="100%" height="12">
        <rect class="track" x="0" width="100%" y="5" height="2" />
        <rect
          class="span"
          x="${percent(Math.min(from, 99))}"
          width="${percent(Math.max(to - from, 1))}"
          y="1"
          height="10"
          rx="2"
        />
      </svg>
      <span class="visually-hidden">from ${figureText(startMs)} ms on</span>
    </td>
    <td class="number">${figureText(durationMs)}</td>
  </tr>`;
}
