import { type Html, html } from "@hipstershop/web";
import type { Fault, Variant } from "@hipstershop/faults/catalogue";
import type { Click } from "../faults/click.ts";
import type { Evidence } from "../faults/evidence.ts";
import { baggageOf, isByChance } from "../faults/words.ts";
import { type Frame, layout } from "./layout.ts";

/** What came of a try. */
export interface Tried {
  readonly fault: Fault;
  readonly variant: Variant;
  readonly click: Click;
  readonly evidence: Evidence;
  /** Address of the trace in the viewer; "" when there is none. */
  readonly traceUrl: string;
  /** Address of the faults page with its context. */
  readonly back: string;
}

/** The page after a try, for whatever a trace alone would not tell. */
export function triedPage(frame: Frame, tried: Tried): string {
  const { fault, variant, click, evidence, traceUrl, back } = tried;
  return layout(
    frame,
    html`<section class="page-top tried" aria-labelledby="tried-title">
      <p class="eyebrow">${fault.name}: ${variant.name}</p>
      <h1 id="tried-title">${titleOf(tried)}</h1>
      ${explanation(tried)}
      <dl class="facts">
        <dt>Sent</dt>
        <dd class="code">${click.request}, baggage: ${baggageOf(fault.name, variant.name)}</dd>
        <dt>Answered</dt>
        <dd class="code">${click.status}</dd>
        <dt>Trace</dt>
        <dd class="code">${click.traceId === "" ? "none" : click.traceId}</dd>
        ${evidence.kind === "acted" && html`<dt>It acted in</dt>`}
        ${evidence.kind === "acted" && evidence.spans.map((span) => html`<dd class="code">${span}</dd>`)}
      </dl>
      <p class="actions">
        ${traceUrl !== "" && html`<a class="button" href="${traceUrl}">Open the trace</a>`}
        ${evidence.kind === "missing" && html`<a class="standalone" href="">Look again</a>`}
        <a class="standalone" href="${back}#${fault.name}">Back to the faults</a>
      </p>
    </section>`,
  );
}

function titleOf({ click, evidence }: Tried): string {
  if (click.traceId === "") return "The answer names no trace";
  if (!click.isSampled) return "This request was not sampled";
  if (evidence.kind === "acted") return "The fault acted on this request";
  if (evidence.kind === "ignored" || evidence.kind === "untouched") return "The fault did not act on this request";
  return evidence.kind === "missing" ? "The trace has not arrived yet" : "The trace could not be looked at";
}

function explanation({ click, evidence, variant, fault }: Tried): Html {
  if (click.traceId === "")
    return html`<p class="error-message">
      The shop names the trace of each page in the header traceresponse, and this answer has none. Is FRONTEND_ADDR the
      address of the shop, and is its telemetry on?
    </p>`;
  if (!click.isSampled)
    return html`<p class="error-message">
      The shop’s sampler left it out, so there is no trace to look at. OTEL_TRACES_SAMPLER decides; with
      parentbased_always_on every request is kept.
    </p>`;
  if (evidence.kind === "acted") return html`<p class="error-message">${fault.shows.traces}</p>`;
  if (evidence.kind === "ignored")
    return html`<p class="error-message">The shop tells why, in app.fault.ignored: ${evidence.reason}</p>`;
  if (evidence.kind === "missing")
    return html`<p class="error-message">
      Spans take up to a few seconds to arrive. If the trace never comes, the shop may send its spans elsewhere.
    </p>`;
  if (evidence.kind === "unknown")
    return html`<p class="error-message">${evidence.why} So it is unknown whether the fault acted.</p>`;
  return html`<p class="error-message">
      The trace is there, with ${evidence.spans} ${evidence.spans === 1 ? "span" : "spans"}, and none has the attribute
      app.fault.
    </p>
    <ul class="reasons">
      ${isByChance(variant) && html`<li>This variant acts on some calls only: ${variant.about}. Try again.</li>`}
      <li>
        The shop takes faults from baggage only with FAULTS_FROM_BAGGAGE=on in the environment of its services. It is on
        under <code>npm start</code> and in the overlay training, and off elsewhere.
      </li>
    </ul>`;
}
