import { type Html, html, type Part } from "@hipstershop/web";

/** Heights in CSS pixels; widths are in percent, so that a chart has any width and its text always one size. */
export interface PlotSize {
  readonly height: number;
  /** Space for labels above and below what is drawn. */
  readonly top: number;
  readonly bottom: number;
}

/** What a chart is made of. */
export interface Plot {
  /** A short title above the chart. */
  readonly title: string;
  readonly keys?: readonly Key[];
  /** What the chart shows, for who can't see it. */
  readonly description: string;
  readonly size: PlotSize;
  /** The labels on the left. */
  readonly left?: Part;
  readonly area: Part;
}

/** An entry of a legend; `kind` is a class of the stylesheet. */
export interface Key {
  readonly kind: string;
  readonly text: string;
}

/** A position in percent, for an attribute. */
export function percent(value: number): string {
  return `${rounded(value)}%`;
}

/** A number for an attribute: two places are a hundredth of a pixel. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Where text at `position` (percent) is anchored, so that it does not leave the chart. */
export function anchorAt(position: number): "start" | "middle" | "end" {
  if (position < 20) return "start";
  return position > 80 ? "end" : "middle";
}

/** Lines and areas: paths can't be in percent, so they are stretched, but their strokes are not. */
export function stretched({ height }: PlotSize, content: Part): Html {
  return html`<svg width="100%" height="${height}" viewBox="0 0 100 ${height}" preserveAspectRatio="none">
    ${content}
  </svg>`;
}

/** A chart in a figure with its title and its legend. */
export function figure({ title, keys = [], description, size, left, area }: Plot): Html {
  return html`<figure class="chart">
    <figcaption>
      <b>${title}</b>${keys.map(({ kind, text }) => html`<span class="key ${kind}">${text}</span>`)}
    </figcaption>
    <div class="plot" role="img" aria-label="${description}">
      ${left !== undefined && html`<svg class="left" aria-hidden="true" height="${size.height}">${left}</svg>`}<svg
        class="area"
        aria-hidden="true"
        width="100%"
        height="${size.height}"
      >
        ${area}
      </svg>
    </div>
  </figure>`;
}
