import { shortTraceId } from "../ids.ts";
import type { SearchQuery } from "../store/search.ts";
import type { SpanStore } from "../store/span-store.ts";
import { summarise, type TraceSummary } from "../store/summary.ts";
import { serviceColours, swatch } from "./colours.ts";
import { age, counted, isoTime, milliseconds } from "./format.ts";
import { html, type Html } from "./html.ts";
import { page } from "./layout.ts";

/** The page of /search: a form and the newest traces it finds; `problem` says why a search could not be made. */
export function traceListPage(store: SpanStore, query: SearchQuery, problem?: string): string {
  const summaries = problem === undefined ? store.search(query).map(summarise) : [];
  const main = html`<h1>Traces</h1>
    ${searchForm(store, query)} ${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}
    ${summaries.length > 0 ? traceTable(summaries, store.services()) : nothingFound(store, problem)}`;
  return page("Traces", store.stats(), main);
}

function searchForm(store: SpanStore, query: SearchQuery): Html {
  const { error, ...tags } = query.tags ?? {};
  const pairs = Object.entries(tags).map(([key, value]) => `${key}:${value}`);
  const operations = new Set(store.operations(query.service).map((operation) => operation.name));
  return html`<form class="search" action="/search" method="get">
    <label
      >Service
      <select name="service">
        <option value="">every service</option>
        ${store.services().map((service) => html`<option${service === query.service && html` selected`}>${service}</option>`)}
      </select></label
    >
    <label>Operation <input name="operation" list="operations" value="${query.operation}" autocomplete="off" /></label>
    <datalist id="operations">
      ${[...operations].map((operation) => html`<option value="${operation}"></option>`)}
    </datalist>
    ${[...pairs, ""].map((pair) => html`<label>Tag <input name="tag" value="${pair}" placeholder="key:value" autocomplete="off" /></label>`)}
    <label
      >At least
      <input
        name="minDuration"
        value="${query.minDurationUs !== undefined && `${query.minDurationUs / 1000}ms`}"
        placeholder="20ms"
    /></label>
    <label>How many <input name="limit" type="number" min="1" max="1000" value="${query.limit}" /></label>
    <label class="check"
      ><input name="tag" type="checkbox" value="error:true" ${error === "true" && html` checked`} /> Only with
      errors</label
    >
    <button>Find</button>
  </form>`;
}

function traceTable(summaries: readonly TraceSummary[], services: readonly string[]): Html {
  const colours = serviceColours(services);
  const longestUs = Math.max(1, ...summaries.map((summary) => summary.endUs - summary.startUs));
  return html`<table class="traces">
    <caption>
      ${counted(summaries.length, "trace")}, the newest first
    </caption>
    <thead>
      <tr>
        <th scope="col">Began with</th>
        <th scope="col" class="wide">Services</th>
        <th scope="col" class="number">Spans</th>
        <th scope="col">Duration</th>
        <th scope="col" class="number">Age</th>
      </tr>
    </thead>
    <tbody>
      ${summaries.map((summary) => traceRow(summary, colours, longestUs))}
    </tbody>
  </table>`;
}

function traceRow(summary: TraceSummary, colours: ReadonlyMap<string, string>, longestUs: number): Html {
  const durationUs = summary.endUs - summary.startUs;
  const width = Math.max(0.5, (durationUs / longestUs) * 100).toFixed(2);
  const marks = [
    summary.errorSpanCount > 0 && html` <span class="mark error">${counted(summary.errorSpanCount, "error")}</span>`,
    summary.orphanSpanCount > 0 &&
      html` <span class="mark warning">${counted(summary.orphanSpanCount, "parent")} missing</span>`,
  ];
  return html`<tr>
    <td>
      <a href="/trace/${shortTraceId(summary.traceId)}"><b>${summary.rootService}</b> ${summary.rootOperation}</a
      >${marks}
    </td>
    <td class="wide services">
      ${summary.services.map(({ name, spanCount }) => html`<span>${swatch(colours.get(name))} ${name} ${spanCount}</span> `)}
    </td>
    <td class="number">${summary.spanCount}</td>
    <td class="duration">
      ${milliseconds(durationUs)}<svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect width="${width}" height="4" />
      </svg>
    </td>
    <td class="number">
      <time datetime="${isoTime(summary.startUs)}">${age((Date.now() - summary.startUs / 1000) / 1000)}</time>
    </td>
  </tr>`;
}

function nothingFound(store: SpanStore, problem: string | undefined): Html {
  if (problem !== undefined) return html``;
  if (store.stats().traces > 0)
    return html`<p class="empty">No trace matches. Widen the search, or <a href="/search">see them all</a>.</p>`;
  return html`<p class="empty">
    No span has arrived yet. Click through the shop, then reload this page. If it stays empty, check that the services
    export to this store: OTEL_TRACES_EXPORTER must not be "none", and OTEL_EXPORTER_JAEGER_ENDPOINT must name its
    address.
  </p>`;
}
