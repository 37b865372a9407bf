import { SEARCH_LENGTH_MAX } from "../form-limits.ts";
import { asset } from "./assets.ts";
import { stripe } from "./banner.ts";
import { type Html, html } from "@hipstershop/web";
import { safeUrl } from "./links.ts";
import type { Frame } from "./models.ts";

export function header(frame: Frame): Html {
  const { baseUrl } = frame;
  return html`<header class="site-header">
    ${frame.message !== "" && html`<p class="message-bar">${frame.message}</p>`}
    <div class="wrap header-bar">
      <div class="masthead">
        <a class="brand" href="${baseUrl}/"
          ><img src="${baseUrl}${asset("logo.svg")}" alt="" width="44" height="44" /> <span>Hipster Shop</span></a
        >
        ${traceChip(frame)}
      </div>
      ${frame.showCurrencies && currencyForm(frame)} ${searchForm(frame)}
      <nav class="header-nav" aria-label="Cart">
        <a class="cart-link" href="${baseUrl}/cart">${cartText(frame.cartSize)}</a>
      </nav>
    </div>
    ${stripe(frame.bannerColor)}
  </header>`;
}

/**
 * How long this page took, and the way to its trace. The number of spans is not known while the page is made: the script
 * puts it in when the trace store has them all.
 */
function traceChip({ baseUrl, traceUrl, spansUrl, tookMs }: Frame): Html | undefined {
  const address = traceUrl === "" ? undefined : safeUrl(baseUrl, traceUrl);
  if (address === undefined) return undefined;
  const counted = spansUrl !== "" && html` data-spans="${spansUrl}"`;
  return html`<a class="trace-chip" href="${address}" ${counted}>${timeText(tookMs)} · see trace</a>`;
}

function timeText(ms: number): string {
  return ms < 999.5 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function cartText(cartSize: number | undefined): string {
  return cartSize === undefined ? "View Cart" : `View Cart (${cartSize})`;
}

function searchForm({ baseUrl, query }: Frame): Html {
  return html`<form class="search" role="search" method="GET" action="${baseUrl}/search">
    <label class="visually-hidden" for="search_query">Search the shop</label>
    <input
      id="search_query"
      type="search"
      name="q"
      value="${query}"
      placeholder="Search"
      maxlength="${SEARCH_LENGTH_MAX}"
      autocomplete="off"
    />
    <button type="submit">
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false">
        <path
          d="M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.3 15.3L21 21"
          fill="none"
          stroke="currentColor"
          stroke-width="2.5"
          stroke-linecap="round"
        /></svg
      ><span class="visually-hidden">Search</span>
    </button>
  </form>`;
}

/** With JavaScript a choice submits the form; without, a button does. The stylesheet shows or hides it. */
function currencyForm({ baseUrl, currencies, currency }: Frame): Html {
  return html`<form id="currency_form" method="POST" action="${baseUrl}/setCurrency">
    <label class="visually-hidden" for="currency_code">Currency</label>
    <select id="currency_code" name="currency_code" autocomplete="transaction-currency">
      ${currencies.map(
        (code) => html`<option value="${code}" ${code === currency && html` selected`}>${code}</option>`,
      )}
    </select>
    <button class="without-script" type="submit">Set currency</button>
  </form>`;
}
