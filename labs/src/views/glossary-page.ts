import { GLOSSARY } from "@hipstershop/traces/glossary";
import { html } from "@hipstershop/web";
import { type Frame, layout } from "./layout.ts";

/** The terms of tracing, each with an address of its own. */
export function glossaryPage(frame: Frame): string {
  return layout(
    frame,
    html`<div class="page-top">
        <p class="eyebrow"><a href="/course">Course</a></p>
        <h1>Glossary</h1>
      </div>
      <dl class="glossary">
        ${Object.entries(GLOSSARY).map(
          ([name, { title, text }]) =>
            html`<div id="${name}">
              <dt>${title}</dt>
              <dd>${text}</dd>
            </div>`,
        )}
      </dl>`,
  );
}
