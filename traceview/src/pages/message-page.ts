import type { StoreStats } from "../store/span-store.ts";
import { page } from "./layout.ts";
import { markup } from "./markup.ts";

/** A page that says one thing: why there is nothing else to show. */
export function messagePage(heading: string, text: string, stats: StoreStats): string {
  const main = markup`<h1>${heading}</h1>
<p class="empty">${text} <a href="/search">See the newest traces</a>.</p>`;
  return page(heading, stats, main);
}
