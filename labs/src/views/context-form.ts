import { type Html, html } from "@hipstershop/web";
import { CONTEXT_FIELDS, type RequestContext } from "../faults/context.ts";

const VALUE_LENGTH_MAX = 100;

/** The form for what is known of a request; the page then shows what each fault is for such a one. */
export function contextForm(context: RequestContext): Html {
  const known = new Set(CONTEXT_FIELDS.map(({ name }) => name));
  const [own = ["", ""]] = Object.entries(context).filter(([name]) => !known.has(name));
  return html`<form class="slip context-form" method="GET" action="/faults" aria-labelledby="context-title">
    <h2 id="context-title">For which request?</h2>
    <p>Rules can tell requests apart. Say what is known of one, and each fault below shows what it is for it.</p>
    <div class="context-fields">
      ${CONTEXT_FIELDS.map(({ name, label, hint }) => contextField({ name, label, hint, value: context[name] ?? "" }))}
      ${contextField({ name: "key", label: "Property", hint: "any other, by name", value: own[0] })}
      ${contextField({ name: "value", label: "Its value", hint: "as text", value: own[1] })}
    </div>
    <div class="actions">
      <button class="button" type="submit">Show</button>
      ${Object.keys(context).length > 0 && html`<a class="standalone" href="/faults">For no one in particular</a>`}
    </div>
  </form>`;
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly value: string;
}

function contextField({ name, label, hint, value }: Field): Html {
  return html`<div class="field">
    <label for="context-${name}">${label}</label>
    <input
      id="context-${name}"
      name="${name}"
      type="text"
      value="${value}"
      maxlength="${VALUE_LENGTH_MAX}"
      autocomplete="off"
      aria-describedby="context-${name}-hint"
    />
    <p class="field-hint" id="context-${name}-hint">${hint}</p>
  </div>`;
}
