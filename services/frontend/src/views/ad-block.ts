import { type Html, html } from "@hipstershop/web";
import { safeUrl } from "./links.ts";
import type { Ad } from "./models.ts";

/** The ad; nothing when its address is not safe. */
export function adBlock(baseUrl: string, ad: Ad | undefined): Html | undefined {
  const address = ad && safeUrl(baseUrl, ad.url);
  if (ad === undefined || address === undefined) return undefined;
  return html`<aside class="ad" aria-label="Advertisement">
    <p class="ad-label">Classified</p>
    <p>
      <a href="${address}" rel="nofollow noopener" target="_blank"
        >${ad.text}<span class="visually-hidden"> (advertisement, opens in a new tab)</span></a
      >
    </p>
  </aside>`;
}
