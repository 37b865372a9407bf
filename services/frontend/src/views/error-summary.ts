import { type Html, html } from "@hipstershop/web";

/** The errors of a refused form, at the top of the page, each a link to its field. `fields` are the ids on the page. */
export function errorSummary(errors: Readonly<Record<string, string>>, fields: readonly string[]): Html | undefined {
  const entries = Object.entries(errors);
  if (entries.length === 0) return undefined;
  return html`<div class="error-summary" id="error_summary" role="alert" tabindex="-1">
    <h2>${entries.length === 1 ? "One thing needs another look" : `${entries.length} things need another look`}</h2>
    <ul>
      ${entries.map(([field, text]) => html`<li>${fields.includes(field) ? html`<a href="#${field}">${text}</a>` : text}</li>`)}
    </ul>
  </div>`;
}
