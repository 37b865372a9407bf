import { type Html, html, type Part, type PlaceLink } from "@hipstershop/web";
import { assetUrl } from "./assets.ts";

/** What the frame of every page needs. */
export interface Frame {
  readonly title: string;
  /** Address of the shop, for examples. */
  readonly shopUrl: string;
  /** The other parts of the shop that are known. */
  readonly places: readonly PlaceLink[];
  /** Further stylesheets, by name. */
  readonly stylesheets?: readonly string[];
}

/** Head, header and footer of every page. */
export function layout(frame: Frame, ...content: readonly Part[]): string {
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${frame.title} · Hipster Shop training</title>
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#f3ead8" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#17201c" media="(prefers-color-scheme: dark)" />
        <link rel="icon" href="${assetUrl("favicon.svg")}" type="image/svg+xml" />
        <link rel="stylesheet" href="${assetUrl("training.css")}" />
        ${frame.stylesheets?.map((name) => html`<link rel="stylesheet" href="${assetUrl(name)}" />`)}
      </head>
      <body>
        <a class="skip-link" href="#content">Skip to the content</a>
        ${header(frame)}
        <main id="content" tabindex="-1"><div class="wrap">${content}</div></main>
        <footer class="site-footer">
          <div class="wrap">
            <p>Training pages of the Hipster Shop, a demonstration: what breaks here breaks on purpose.</p>
          </div>
        </footer>
      </body>
    </html> `.toString();
}

/** Traces are looked at beside a lab, which stays open. */
function placeLink({ name, url }: PlaceLink): Html {
  if (name !== "Traces") return html`<a href="${url}">${name}</a>`;
  return html`<a href="${url}" target="_blank" rel="noopener"
    >${name}<span class="visually-hidden">, in a new tab</span></a
  >`;
}

function header({ places }: Frame): Html {
  return html`<header class="site-header">
    <div class="wrap header-bar">
      <a class="brand" href="/"
        ><img src="${assetUrl("logo.svg")}" alt="" width="44" height="44" />
        <span>Hipster Shop <span class="brand-part">training</span></span></a
      >
      <nav class="header-nav" aria-label="Places">
        <ul>
          <li><a href="/course">Course</a></li>
          <li><a href="/faults">Faults</a></li>
          ${places.map((place) => html`<li>${placeLink(place)}</li>`)}
        </ul>
      </nav>
    </div>
    <svg class="stripe" width="100%" height="6" aria-hidden="true" focusable="false">
      <rect class="banner-own" width="100%" height="100%" />
    </svg>
  </header>`;
}
