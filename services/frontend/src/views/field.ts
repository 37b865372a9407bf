import { type Html, type Part, html } from "@hipstershop/web";

export interface Field {
  /** Both name and id of the element. */
  readonly name: string;
  readonly label: string;
  readonly autocomplete: string;
  readonly value: string;
  readonly error: string | undefined;
  /** Shown by the script when the browser finds the value invalid. */
  readonly advice: string;
}

export interface TextField extends Field {
  readonly type?: "email";
  readonly numeric?: boolean;
  readonly pattern?: string;
  readonly maxLength: number;
  readonly hint?: string;
  readonly after?: Html;
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export function textField(field: TextField): Html {
  const { name, type = "text", numeric = false, pattern, hint, after } = field;
  const input = html`<input
    id="${name}"
    name="${name}"
    type="${type}"
    value="${field.value}"
    autocomplete="${field.autocomplete}"
    required
    maxlength="${field.maxLength}"
    ${numeric && html` inputmode="numeric"`}${pattern !== undefined && html` pattern="${pattern}"`}
    ${aria(field, hint)}
  />`;
  return frame(field, [input, hint !== undefined && html`<p class="field-hint" id="${name}_hint">${hint}</p>`, after]);
}

export function selectField(field: Field, choices: readonly Choice[]): Html {
  const options = choices.map(
    ({ value, text }) => html`<option value="${value}" ${value === field.value && html` selected`}>${text}</option>`,
  );
  return frame(
    field,
    html`<select id="${field.name}" name="${field.name}" autocomplete="${field.autocomplete}" required ${aria(field)}>
      ${options}
    </select>`,
  );
}

/** The message is beside the field, not in a tooltip: it stays while the visitor types. */
function frame({ name, label, error }: Field, control: Part): Html {
  return html`<div class="field field-${name}">
    <label for="${name}">${label}</label>
    ${control} ${error !== undefined && html`<p class="field-error" id="${name}_error">${error}</p>`}
  </div>`;
}

function aria({ name, error, advice }: Field, hint?: string): Html {
  const ids = [hint !== undefined && `${name}_hint`, error !== undefined && `${name}_error`].filter(
    (id) => id !== false,
  );
  return html`data-advice="${advice}"${ids.length > 0 && html` aria-describedby="${ids.join(" ")}"`}${error !== undefined && html` aria-invalid="true"`}`;
}
