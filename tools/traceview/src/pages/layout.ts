import type { StoreStats } from "../store/span-store.ts";
import { age, count, mebibytes } from "./format.ts";
import { html, type Html } from "./html.ts";

/** A whole page: what every page has around its `main`, with the fill of the store at its foot. */
export function page(title: string, stats: StoreStats, main: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/traceview.css" />
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top"><a href="/search">Traces</a></header>
        <main id="main" tabindex="-1">${main}</main>
        <footer>${fill(stats)}</footer>
      </body>
    </html> `.text;
}

function fill(stats: StoreStats): Html {
  const { oldestAgeSeconds, counters } = stats;
  return html`<p>
    Kept in memory: ${count(stats.spans)} of at most ${count(stats.maxSpans)} spans, about ${mebibytes(stats.bytes)} of
    ${mebibytes(stats.maxBytes)}${oldestAgeSeconds !== null && `, the oldest for ${age(oldestAgeSeconds)}`}.
    ${counters.evicted > 0 && `${count(counters.evicted)} older spans had to go.`}
    ${counters.rejected + counters.rejectedBodies > 0 && `Refused as unreadable: ${count(counters.rejected)} spans, ${count(counters.rejectedBodies)} requests.`}
    <a href="/api/store">All figures</a>
  </p>`;
}
