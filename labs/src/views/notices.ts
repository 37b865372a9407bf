import { type Html, html } from "@hipstershop/web";
import type { FaultState } from "@hipstershop/faults/switches";
import { isActive, settingText } from "../faults/words.ts";

/** Which faults are on, as this learner may read it, with the button that switches all off. `query` keeps the context. */
export function activeBanner(states: readonly FaultState[], query: string, learner: string): Html {
  const active = states.filter(isActive);
  if (active.length === 0)
    return html`<section class="banner banner-calm" aria-labelledby="active-title">
      <h2 id="active-title">Nothing is broken</h2>
      <p>No fault is on. What you see in the shop is the shop itself.</p>
    </section>`;
  return html`<section class="banner banner-active" aria-labelledby="active-title">
    <div>
      <h2 id="active-title">${active.length === 1 ? "One fault is on" : `${active.length} faults are on`}</h2>
      <ul>
        ${active.map(
          (state) =>
            html`<li><a href="#${state.fault.name}">${state.fault.name}</a>: ${settingText(state, learner)}</li>`,
        )}
      </ul>
    </div>
    <form method="POST" action="/faults/reset${query}">
      <button class="button" type="submit">Switch all off</button>
    </form>
  </section>`;
}

/** What went wrong with the request, above the page. */
export function alertBox(title: string, message: string): Html {
  return html`<section class="alert" role="alert">
    <h2>${title}</h2>
    <p>${message}</p>
  </section>`;
}

/** What was just done. */
export function doneBox(message: string): Html {
  return html`<p class="done" role="status">${message}</p>`;
}
