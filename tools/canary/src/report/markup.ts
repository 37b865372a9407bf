import { type Html, html, type Part } from "@hipstershop/web";

/** A table with a title of its own for screen readers. The first cell of a row is its heading. */
export interface TableOf {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Part[])[];
  /** Columns of text, by number from 0; the others hold numbers. */
  readonly text?: readonly number[];
}

export function table({ caption, head, rows, text = [] }: TableOf): Html {
  const kind = (column: number) => (column === 0 || text.includes(column) ? "text" : "number");
  return html`<div class="table-place" tabindex="0" role="group" aria-label="${caption}">
    <table>
      <caption class="visually-hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((title, i) => html`<th scope="col" class="${kind(i)}">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first, ...others]) =>
            html`<tr>
              <th scope="row" class="text">${first}</th>
              ${others.map((cell, i) => html`<td class="${kind(i + 1)}">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Names and what they stand for. */
export function facts(entries: readonly (readonly [name: string, value: Part])[]): Html {
  return html`<dl class="facts">
    ${entries.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** Text as a link where the address is one of the web; as text otherwise: data may hold addresses of any kind. */
export function link(text: string, url: string | undefined): Part {
  const protocol = url === undefined ? undefined : URL.parse(url)?.protocol;
  return protocol === "http:" || protocol === "https:" ? html`<a href="${url}">${text}</a>` : text;
}

export type Tone = "good" | "bad" | "fair" | "calm";

/** A word in a coloured frame, with a sign by the stylesheet, so that colour is not all that tells. */
export function badge(tone: Tone, text: string): Html {
  return html`<span class="badge ${tone}">${text}</span>`;
}
