import { type Html, html } from "@hipstershop/web";
import { safeUrl } from "./links.ts";
import type { Frame } from "./models.ts";

const PLATFORMS: Readonly<Record<string, string>> = {
  local: "Local machine",
  gcp: "Google Cloud",
  aws: "AWS",
  azure: "Azure",
  onprem: "On premises",
  alibaba: "Alibaba Cloud",
};

/** Which version and pod answered, and the ids under which logs and traces have this request. */
export function footer(frame: Frame): Html {
  return html`<footer class="site-footer">
    <div class="wrap footer-columns">
      <div>
        <p class="footer-name">Hipster Shop</p>
        <p>A demonstration shop. Nothing here is sold, charged or shipped, so do not enter real card data.</p>
        <p class="badges">${badges(frame)}</p>
      </div>
      <div class="footer-ids">
        <h2>Behind this page</h2>
        <ul>
          ${idLine("request-id", frame.requestId)} ${idLine("trace-id", frame.traceId)}
          ${idLine("session-id", frame.sessionId)} ${idLine("pod", frame.pod)}
        </ul>
        ${traceLink(frame)} ${placeLinks(frame)}
      </div>
    </div>
  </footer>`;
}

function badges({ version, revision, platform }: Frame): readonly Html[] {
  const texts = [
    version && `Version ${version}`,
    revision && `Revision ${revision}`,
    platform && `Runs on ${Object.hasOwn(PLATFORMS, platform) ? PLATFORMS[platform] : platform}`,
  ];
  return texts.filter((text) => text !== "").map((text) => html`<span class="badge">${text}</span>`);
}

function idLine(name: string, value: string): Html | undefined {
  return value === "" ? undefined : html`<li class="code" data-copy="${value}">${name}: ${value}</li>`;
}

function traceLink({ baseUrl, traceUrl }: Frame): Html | undefined {
  const address = traceUrl === "" ? undefined : safeUrl(baseUrl, traceUrl);
  return address === undefined
    ? undefined
    : html`<p><a class="trace-link" href="${address}">See this page’s trace</a></p>`;
}

function placeLinks({ baseUrl, places }: Frame): Html | undefined {
  if (places.length === 0) return undefined;
  return html`<nav class="places" aria-label="Other parts of the shop">
    <ul>
      ${places.map(({ name, url }) => html`<li><a href="${safeUrl(baseUrl, url) ?? ""}">${name}</a></li>`)}
    </ul>
  </nav>`;
}
