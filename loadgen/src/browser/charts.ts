/// <reference lib="dom" />
import uPlot from "uplot";

const HEIGHT = 180;
const BAND_OPACITY = 0.25;

/** A line of a chart. */
export interface Line<Row> {
  /** Name of a colour in the stylesheet. */
  readonly colour: string;
  readonly value: (row: Row) => number | null;
  /** A band around the line, from the first value to the second. */
  readonly band?: readonly [(row: Row) => number, (row: Row) => number];
  /** Draws dots instead of a line. */
  readonly dots?: boolean;
}

/** The charts of a page, by the name of the element that each is drawn into (`data-chart`). */
export interface Sheet<Row> {
  readonly x: (row: Row) => number;
  readonly label: (x: number) => string;
  /** Distances between axis labels to choose from, ascending; those of uPlot when left out. */
  readonly steps?: readonly number[];
  readonly charts: Readonly<Record<string, readonly Line<Row>[]>>;
}

/** Several charts of the same rows. */
export class Charts<Row> {
  readonly #sheet: Sheet<Row>;
  #plots: readonly (readonly [uPlot, readonly Line<Row>[]])[] = [];
  #rows: readonly Row[] = [];

  constructor(sheet: Sheet<Row>) {
    this.#sheet = sheet;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#drawCharts());
    addEventListener("resize", () => {
      for (const [plot] of this.#plots)
        plot.setSize({ width: plot.root.parentElement?.clientWidth ?? plot.width, height: HEIGHT });
    });
  }

  /** Draws the charts with these rows. */
  showRows(rows: readonly Row[]): void {
    this.#rows = rows;
    if (this.#plots.length === 0) this.#drawCharts();
    else for (const [plot, lines] of this.#plots) plot.setData(this.#dataOf(lines));
  }

  /** Draws all charts again, in the current colours. */
  #drawCharts(): void {
    for (const [plot] of this.#plots) plot.destroy();
    this.#plots = Object.entries(this.#sheet.charts).flatMap(([name, lines]) => {
      const place = document.querySelector<HTMLElement>(`[data-chart=${name}]`);
      return place ? [[new uPlot(this.#optionsFor(place, lines), this.#dataOf(lines), place), lines] as const] : [];
    });
  }

  #dataOf(lines: readonly Line<Row>[]): uPlot.AlignedData {
    const values = lines.flatMap(({ value, band = [] }) => [value, ...band]);
    return [this.#rows.map(this.#sheet.x), ...values.map((value) => this.#rows.map(value))];
  }

  #optionsFor(place: HTMLElement, lines: readonly Line<Row>[]): uPlot.Options {
    const axis = {
      stroke: colourOf("--soft"),
      font: `12px ${getComputedStyle(document.body).fontFamily}`,
      grid: { stroke: colourOf("--line"), width: 1 },
      ticks: { show: false },
    };
    const { series, bands } = seriesOf(lines);
    return {
      width: place.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { drag: { x: true, y: false } },
      // From 0 to at least 1.
      scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
      axes: [
        {
          ...axis,
          size: 30,
          values: (_, splits) => splits.map(this.#sheet.label),
          ...(this.#sheet.steps && { incrs: [...this.#sheet.steps] }),
        },
        { ...axis, size: 56 },
      ],
      series: [{}, ...series],
      bands,
    };
  }
}

function seriesOf(lines: readonly Pick<Line<never>, "colour" | "band" | "dots">[]): {
  readonly series: uPlot.Series[];
  readonly bands: uPlot.Band[];
} {
  const series: uPlot.Series[] = [];
  const bands: uPlot.Band[] = [];
  for (const { colour, band, dots = false } of lines) {
    const stroke = colourOf(colour);
    // A line of one or two points needs dots to be visible.
    const show = dots || ((plot: uPlot) => plot.data[0].length < 3);
    series.push(
      dots ? { stroke, width: 0, points: { show, size: 9, fill: stroke } } : { stroke, width: 2, points: { show } },
    );
    if (!band) continue;
    const edge = series.length + 1;
    series.push(...band.map(() => ({ width: 0, points: { show: false } })));
    bands.push({ series: [edge + 1, edge], fill: translucent(stroke) });
  }
  return { series, bands };
}

/** The value of a CSS colour variable in the current scheme: a canvas can't use variables. */
function colourOf(name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function translucent(rgb: string): string {
  return rgb.replace("rgb(", "rgba(").replace(")", `, ${BAND_OPACITY})`);
}
