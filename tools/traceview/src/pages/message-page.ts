import type { StoreStats } from "../store/span-store.ts";
import { html } from "./html.ts";
import { page } from "./layout.ts";

/** A page that says one thing: why there is nothing else to show. */
export function messagePage(heading: string, text: string, stats: StoreStats): string {
  return page(
    heading,
    stats,
    html`<h1>${heading}</h1>
      <p class="empty">${text} <a href="/search">See the newest traces</a>.</p>`,
  );
}
