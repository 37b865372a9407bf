import { html as template, raw } from "hono/html";

/** Escaped markup. Another template takes it without escaping it again. */
export interface Html {
  readonly isEscaped: true;
  toString(): string;
}

/** What can be in a template: text is escaped, arrays are joined, false and undefined are left out. */
export type Part = Html | string | number | false | undefined | readonly Part[];

/** hono's html tag with the types of its synchronous use: our parts contain no promises. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const made = template(strings, ...parts);
  if (made instanceof Promise) throw new TypeError("a view template was given a promise; views take finished values");
  return made;
}

/** Markup of our own, such as what Markdown in this repository was turned into. Never what a visitor or a service has sent. */
export function ownMarkup(markup: string): Html {
  return html`${raw(markup)}`;
}
