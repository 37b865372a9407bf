import { type ServiceCount, shortTraceId, summarise, type TraceSummary } from "@hipstershop/traces";
import type { SearchQuery } from "../store/search.ts";
import type { SpanStore } from "../store/span-store.ts";
import { serviceColours, swatch } from "./colours.ts";
import { age, counted, isoTime, milliseconds } from "./format.ts";
import { page } from "./layout.ts";
import { markup, type Markup } from "./markup.ts";
import { errorMark, orphanMark } from "./marks.ts";
import { searchForm } from "./search-form.ts";

type Colours = ReadonlyMap<string, string>;

/** The page of /search: a form and the newest traces it finds; `problem` says why a search could not be made. */
export function traceListPage(store: SpanStore, query: SearchQuery, problem?: string): string {
  const summaries = problem === undefined ? store.search(query).map(summarise) : [];
  const main = markup`<h1>Traces</h1>
${searchForm(store, query)}
${problem !== undefined && markup`<p class="problem" role="alert">${problem}</p>`}
${summaries.length > 0 && traceTable(summaries, serviceColours(store.services()))}
${summaries.length === 0 && problem === undefined && nothingFound(store)}`;
  return page("Traces", store.stats(), main);
}

function traceTable(summaries: readonly TraceSummary[], colours: Colours): Markup {
  const longestUs = Math.max(1, ...summaries.map((summary) => summary.endUs - summary.startUs));
  return markup`<table class="traces">
<caption>${counted(summaries.length, "trace")}, the newest first</caption>
<thead><tr>
<th scope="col">Began with</th>
<th scope="col" class="wide">Services</th>
<th scope="col" class="number">Spans</th>
<th scope="col">Duration</th>
<th scope="col" class="number">Age</th>
</tr></thead>
<tbody>${summaries.map((summary) => traceRow(summary, colours, longestUs))}</tbody>
</table>`;
}

function traceRow(summary: TraceSummary, colours: Colours, longestUs: number): Markup {
  const durationUs = summary.endUs - summary.startUs;
  const width = Math.max(0.5, (durationUs / longestUs) * 100).toFixed(2);
  const ageSeconds = (Date.now() - summary.startUs / 1000) / 1000;
  return markup`<tr>
<td><a href="/trace/${shortTraceId(summary.traceId)}"><b>${summary.rootService}</b> ${summary.rootOperation}</a>${errorMark(summary.errorSpanCount)}${orphanMark(summary.orphanSpanCount)}</td>
<td class="wide services">${summary.services.map((service) => serviceCount(service, colours))}</td>
<td class="number">${summary.spanCount}</td>
<td class="duration">${milliseconds(durationUs)}<svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect width="${width}" height="4" /></svg></td>
<td class="number"><time datetime="${isoTime(summary.startUs)}">${age(ageSeconds)}</time></td>
</tr>`;
}

function serviceCount({ name, spanCount }: ServiceCount, colours: Colours): Markup {
  return markup`<span>${swatch(colours.get(name))} ${name} ${spanCount}</span> `;
}

function nothingFound(store: SpanStore): Markup {
  if (store.stats().traces > 0) {
    return markup`<p class="empty">No trace matches. Widen the search, or <a href="/search">see the newest of all</a>.</p>`;
  }
  return markup`<p class="empty">No span has arrived yet. Click through the shop, then reload this page. If it stays empty, look at where
the services send their spans: OTEL_TRACES_EXPORTER must not be "none", and OTEL_EXPORTER_JAEGER_ENDPOINT must lead here.</p>`;
}
