import { type Html, html } from "@hipstershop/web";
import { layout } from "./layout.ts";
import { safeUrl } from "./links.ts";
import type { ErrorModel, Frame } from "./models.ts";

const HEADLINES: Readonly<Record<number, string>> = {
  404: "We looked everywhere.",
  405: "That door does not open this way.",
  422: "Something needs another look.",
  429: "One at a time, please.",
  503: "The shop is catching its breath.",
  504: "That took too long.",
};

const LAST_CLIENT_ERROR = 499;

export function errorPage(frame: Frame, model: ErrorModel): string {
  const content = html`<section class="page-top error-page" aria-labelledby="error-title">
    <p class="eyebrow">${model.status} ${model.statusText}</p>
    <h1 id="error-title">${headline(model.status)}</h1>
    <p class="error-message">${model.message}</p>
    ${retry(frame.baseUrl, model)} ${stillWorks(frame.baseUrl)} ${reference(frame)} ${detail(model.detail)}
  </section>`;
  return layout(frame, content);
}

function headline(status: number): string {
  return (
    HEADLINES[status] ?? (status > LAST_CLIENT_ERROR ? "Something broke behind the counter." : "That did not work.")
  );
}

/** Without `retryUrl` the link leads to this page again; a refused POST names another page. */
function retry(baseUrl: string, { retryAfterSeconds, retryUrl }: ErrorModel): Html | undefined {
  if (retryAfterSeconds === undefined) return undefined;
  const address = retryUrl === undefined ? "" : (safeUrl(baseUrl, retryUrl) ?? "");
  const wait =
    retryAfterSeconds > 0 &&
    html` <span class="soft"
      >A pause of ${retryAfterSeconds} ${retryAfterSeconds === 1 ? "second" : "seconds"} helps.</span
    >`;
  return html`<p class="retry"><a class="button" href="${address}">Try again</a>${wait}</p>`;
}

function stillWorks(baseUrl: string): Html {
  return html`<h2>Meanwhile</h2>
    <ul class="still-works">
      <li><a href="${baseUrl}/">Browse the shelf</a>, or search it at the top of this page.</li>
      <li><a href="${baseUrl}/cart">Look into your cart</a>: what you put there is kept.</li>
    </ul>`;
}

function reference({ requestId, traceId }: Frame): Html | undefined {
  if (requestId === "") return undefined;
  return html`<p class="soft">If you tell somebody about this, these ids help them find it:</p>
    <ul class="reference">
      <li class="code">request-id: ${requestId}</li>
      ${traceId !== "" && html`<li class="code">trace-id: ${traceId}</li>`}
    </ul>`;
}

/** It scrolls sideways, so it must be reachable by keyboard. */
function detail(text: string): Html | undefined {
  if (text === "") return undefined;
  return html`<section aria-labelledby="detail-title">
    <h2 id="detail-title">For developers</h2>
    <pre class="detail" tabindex="0">${text}</pre>
  </section>`;
}
