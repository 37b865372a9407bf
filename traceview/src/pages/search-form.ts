import type { SearchQuery } from "../store/search.ts";
import type { SpanStore } from "../store/span-store.ts";
import { markup, type Markup } from "./markup.ts";

/** The form above the list, filled with the search that was made. Its fields have the names of Jaeger's parameters. */
export function searchForm(store: SpanStore, query: SearchQuery): Markup {
  const { error, ...tags } = query.tags ?? {};
  const pairs = Object.entries(tags).map(([key, value]) => `${key}:${value}`);
  const operations = new Set(store.operations(query.service).map((operation) => operation.name));
  const minDuration = query.minDurationUs === undefined ? "" : `${query.minDurationUs / 1000}ms`;
  return markup`<form class="search" action="/search" method="get">
<label>Service <select name="service"><option value="">every service</option>${store.services().map((service) => option(service, query.service))}</select></label>
<label>Operation <input name="operation" list="operations" value="${query.operation}" autocomplete="off"></label>
<datalist id="operations">${[...operations].map((operation) => markup`<option value="${operation}">`)}</datalist>
${[...pairs, ""].map((pair) => markup`<label>Tag <input name="tag" value="${pair}" placeholder="key:value" autocomplete="off"></label>`)}
<label>At least <input name="minDuration" value="${minDuration}" placeholder="20ms"></label>
<label>How many <input name="limit" type="number" min="1" max="1000" value="${query.limit}"></label>
<label class="check"><input name="tag" type="checkbox" value="error:true"${error === "true" && markup` checked`}> Only with errors</label>
<button type="submit">Find</button>
</form>`;
}

function option(service: string, chosen: string | undefined): Markup {
  return markup`<option${service === chosen && markup` selected`}>${service}</option>`;
}
