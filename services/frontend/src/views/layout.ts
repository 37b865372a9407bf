import { asset } from "./assets.ts";
import { footer } from "./footer.ts";
import { header } from "./header.ts";
import { type Html, html } from "@hipstershop/web";
import type { Frame } from "./models.ts";

const SHOP = "Hipster Shop";

/** Head, header and footer of every page. `wide` content (the hero) comes before the main column. */
export function layout(frame: Frame, content: Html, wide?: Html): string {
  const { baseUrl } = frame;
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${titleOf(frame.title)}</title>
        <meta
          name="description"
          content="A small demonstration shop for things worth keeping: vintage finds, camp gear and a plant or two."
        />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#f3ead8" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#17201c" media="(prefers-color-scheme: dark)" />
        <link rel="icon" href="${baseUrl}${asset("favicon.svg")}" type="image/svg+xml" />
        <link rel="stylesheet" href="${baseUrl}${asset("storefront.css")}" />
        <script type="module" src="${baseUrl}${asset("storefront.js")}"></script>
      </head>
      <body>
        <a class="skip-link" href="#content">Skip to the goods</a>
        ${header(frame)}
        <main id="content" tabindex="-1">
          ${wide}
          <div class="wrap">${notes(frame)} ${content}</div>
        </main>
        ${footer(frame)}
      </body>
    </html> `.toString();
}

function titleOf(title: string): string {
  return title === "" || title === SHOP ? SHOP : `${title} · ${SHOP}`;
}

/** The parts of the page that could not be loaded, with the service's name. */
function notes({ notes }: Frame): Html | undefined {
  if (notes.length === 0) return undefined;
  return html`<ul class="notes" aria-label="Parts of this page that are resting">
    ${notes.map(({ service, text }) => html`<li>${text} <span class="code">${service}</span></li>`)}
  </ul>`;
}
