import { type Html, html } from "@hipstershop/web";
import type { Place } from "./models.ts";

/** Links to the previous and next page; nothing when there is only one page. `path` has no page parameter. */
export function pager(
  path: string,
  { page, pages }: Place,
  query: Readonly<Record<string, string>> = {},
): Html | undefined {
  if (pages <= 1) return undefined;
  const address = (number: number) => `${path}?${new URLSearchParams({ ...query, page: String(number) }).toString()}`;
  return html`<nav class="pager" aria-label="Pages">
    ${page > 1 && html`<a class="button" rel="prev" href="${address(page - 1)}">Previous page</a>`}
    <span>Page ${page} of ${pages}</span>
    ${page < pages && html`<a class="button" rel="next" href="${address(page + 1)}">Next page</a>`}
  </nav>`;
}
