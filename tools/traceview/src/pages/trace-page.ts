import { shortTraceId } from "../ids.ts";
import type { Trace } from "../model.ts";
import type { StoreStats } from "../store/span-store.ts";
import { summarise, type TraceSummary } from "../store/summary.ts";
import { serviceColours, swatch } from "./colours.ts";
import { counted, isoTime, milliseconds } from "./format.ts";
import { html, type Html } from "./html.ts";
import { page } from "./layout.ts";
import { spanDetail } from "./span-detail.ts";
import { waterfall, type Row } from "./tree.ts";

/** A page of more rows than this serves nobody, and a trace can have a hundred thousand. */
const ROWS_MAX = 1000;
const DEPTH_MAX = 12;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** The page of /trace/{id}: the trace as a waterfall, every span opening to its tags, logs and process. */
export function tracePage(trace: Trace, stats: StoreStats): string {
  const summary = summarise(trace);
  const colours = serviceColours(summary.services.map((service) => service.name));
  const rows = waterfall(trace);
  const title = `${summary.rootService} ${summary.rootOperation}`;
  const main = html`<h1><b>${summary.rootService}</b> ${summary.rootOperation}</h1>
    ${facts(summary)}
    <ul class="legend" aria-label="Services of this trace">
      ${summary.services.map(({ name, spanCount }) => html`<li>${swatch(colours.get(name))} ${name} ${spanCount}</li>`)}
    </ul>
    ${rows.length > ROWS_MAX && html`<p class="problem">Here are the first ${ROWS_MAX} of ${counted(rows.length, "span")}; <a href="/api/traces/${shortTraceId(trace.traceId)}">the JSON</a> has them all.</p>`}
    <h2 id="spans">Spans</h2>
    <div class="axis" aria-hidden="true">
      ${TICKS.map((tick) => html`<span>${milliseconds(Math.round((trace.endUs - trace.startUs) * tick))}</span>`)}
    </div>
    <ol class="waterfall" aria-labelledby="spans">
      ${rows.slice(0, ROWS_MAX).map((row) => spanRow(row, trace, colours.get(row.span.process.service)))}
    </ol>`;
  return page(title, stats, main);
}

function facts(summary: TraceSummary): Html {
  const id = shortTraceId(summary.traceId);
  return html`<p class="facts">
    <strong>${milliseconds(summary.endUs - summary.startUs)}</strong>, ${counted(summary.spanCount, "span")},
    ${counted(summary.services.length, "service")}${summary.errorSpanCount > 0 && html`, <span class="mark error">${counted(summary.errorSpanCount, "error")}</span>`}${summary.orphanSpanCount > 0 && html`, <span class="mark warning">${counted(summary.orphanSpanCount, "parent")} missing</span>`}.
    Began <time datetime="${isoTime(summary.startUs)}">${isoTime(summary.startUs)}</time>. Trace <code>${id}</code>,
    <a href="/api/traces/${id}">as JSON</a>.
  </p>`;
}

function spanRow({ span, depth, warnings }: Row, trace: Trace, colour: string | undefined): Html {
  const totalUs = Math.max(1, trace.endUs - trace.startUs);
  const x = ((span.startUs - trace.startUs) / totalUs) * 1000;
  const width = Math.max(2, (span.durationUs / totalUs) * 1000);
  return html`<li>
    <details>
      <summary>
        <span class="name depth-${Math.min(depth, DEPTH_MAX)}"
          ><span class="marker" aria-hidden="true"></span>${swatch(colour)}
          <b>${span.process.service}</b>
          ${span.operation}${span.error && html` <span class="mark error">error</span>`}${warnings.length > 0 && html` <span class="mark warning">${warnings.map((warning) => warning.split(":", 1)[0]!).join(", ")}</span>`}</span
        >
        <svg class="bar ${colour ?? ""}" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
          <rect x="${Math.min(x, 998).toFixed(1)}" width="${width.toFixed(1)}" height="10" />
        </svg>
        <span class="number">${milliseconds(span.durationUs)}</span>
      </summary>
      ${spanDetail(span, trace, warnings)}
    </details>
  </li>`;
}
