import type { StoreStats } from "../store/span-store.ts";
import { age, count, mebibytes } from "./format.ts";
import { markup, type Markup } from "./markup.ts";

/** A whole page: what every page has around its `main`, with the fill of the store at its foot. */
export function page(title: string, stats: StoreStats, main: Markup): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/traceview.css">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><a href="/search">Traces</a></header>
<main id="main" tabindex="-1">
${main}
</main>
<footer>${fill(stats)}</footer>
</body>
</html>
`.text;
}

function fill({ spans, maxSpans, bytes, maxBytes, oldestAgeSeconds, counters }: StoreStats): Markup {
  const { evicted, rejected, rejectedBodies } = counters;
  return markup`<p>Kept in memory: ${count(spans)} of at most ${count(maxSpans)} spans, about ${mebibytes(bytes)} of
${mebibytes(maxBytes)}${oldestAgeSeconds !== null && `, the oldest for ${age(oldestAgeSeconds)}`}.
${evicted > 0 && `${count(evicted)} older ones had to make room.`}
${rejected + rejectedBodies > 0 && `Refused as unreadable: ${count(rejected)} spans, ${count(rejectedBodies)} requests.`}
<a href="/api/store">All figures</a></p>`;
}
