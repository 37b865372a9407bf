import { html as template } from "hono/html";

/** Markup that is already escaped: nested in another template it passes through as it is. */
export interface Html {
  readonly isEscaped: true;
  toString(): string;
}

/** What a template may hold. Text is escaped, arrays are joined, false and undefined leave nothing behind. */
export type Part = Html | string | number | false | undefined | readonly Part[];

/** hono's escaping tag, narrowed to its synchronous half: our parts never hold promises. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const made = template(strings, ...parts);
  if (made instanceof Promise) throw new TypeError("a view template was given a promise; views take finished values");
  return made;
}
