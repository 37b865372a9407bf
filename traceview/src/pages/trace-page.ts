import { shortTraceId, summarise, type Trace, type TraceSummary } from "@hipstershop/traces";
import type { SpanStore } from "../store/span-store.ts";
import { serviceColours, swatch } from "./colours.ts";
import { counted, isoTime, milliseconds } from "./format.ts";
import { page } from "./layout.ts";
import { errorMark, orphanMark } from "./marks.ts";
import { markup, type Markup } from "./markup.ts";
import { spanDetail } from "./span-detail.ts";
import { waterfall, type Row } from "./tree.ts";

/** A page of more rows than this serves nobody, and a trace can have a hundred thousand. */
const ROWS_MAX = 1000;
/** The stylesheet indents this deep; what hangs deeper stands below it. */
const DEPTH_MAX = 12;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** The page of /trace/{id}: the trace as a waterfall, every span opening to its tags, logs and process. */
export function tracePage(trace: Trace, store: SpanStore): string {
  const summary = summarise(trace);
  const colours = serviceColours(store.services());
  const rows = waterfall(trace);
  const main = markup`<h1><b>${summary.rootService}</b> ${summary.rootOperation}</h1>
${facts(summary)}
<ul class="legend" aria-label="Services of this trace">${summary.services.map(({ name, spanCount }) => markup`<li>${swatch(colours.get(name))} ${name} ${spanCount}</li>`)}</ul>
${rows.length > ROWS_MAX && tooMany(rows.length, trace)}
<h2 id="spans">Spans</h2>
<div class="axis" aria-hidden="true">${TICKS.map((tick) => markup`<span>${milliseconds(Math.round((trace.endUs - trace.startUs) * tick))}</span>`)}</div>
<ol class="waterfall" aria-labelledby="spans">
${rows.slice(0, ROWS_MAX).map((row) => spanRow(row, trace, colours.get(row.span.process.service)))}
</ol>`;
  return page(`${summary.rootService} ${summary.rootOperation}`, store.stats(), main);
}

function facts(summary: TraceSummary): Markup {
  const id = shortTraceId(summary.traceId);
  const began = isoTime(summary.startUs);
  return markup`<p class="facts"><strong>${milliseconds(summary.endUs - summary.startUs)}</strong> · ${counted(summary.spanCount, "span")} ·
${counted(summary.services.length, "service")}${errorMark(summary.errorSpanCount)}${orphanMark(summary.orphanSpanCount)} ·
<time datetime="${began}">${began.replace("T", " ").replace("Z", " UTC")}</time> · <code>${id}</code> · <a href="/api/traces/${id}">JSON</a></p>`;
}

function tooMany(rows: number, trace: Trace): Markup {
  return markup`<p class="problem">Here are the first ${ROWS_MAX} of ${counted(rows, "span")};
<a href="/api/traces/${shortTraceId(trace.traceId)}">the JSON</a> has them all.</p>`;
}

function spanRow({ span, depth, warnings }: Row, trace: Trace, colour: string | undefined): Markup {
  const titles = warnings.map((warning) => warning.split(":", 1)[0]!).join(", ");
  return markup`<li><details>
<summary>
<span class="name depth-${Math.min(depth, DEPTH_MAX)}">${swatch(colour)} <b>${span.process.service}</b> <span class="operation">${span.operation}</span>${span.error && markup` <span class="mark error">error</span>`}${titles !== "" && markup` <span class="mark warning">${titles}</span>`}</span>
${bar(span, trace, colour)}
<span class="number">${milliseconds(span.durationUs)}</span>
</summary>
${spanDetail(span, trace, warnings)}
</details></li>`;
}

/** Where the span lies within the trace, in thousandths of its length; a bar too short to see is drawn two of them wide. */
function bar(span: Row["span"], trace: Trace, colour: string | undefined): Markup {
  const perUs = 1000 / Math.max(1, trace.endUs - trace.startUs);
  const x = Math.min(998, (span.startUs - trace.startUs) * perUs).toFixed(1);
  const width = Math.max(2, span.durationUs * perUs).toFixed(1);
  return markup`<svg class="bar ${colour}" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true"><rect x="${x}" width="${width}" height="10" /></svg>`;
}
