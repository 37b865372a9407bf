import type { SideSummary } from "@hipstershop/judge";
import { type Html, html } from "@hipstershop/web";
import { scaleBand, scaleLinear } from "d3-scale";
import { valueText } from "../figures.ts";
import { figure, percent, type PlotSize, rounded } from "./plot.ts";

interface Distributions {
  readonly canary: SideSummary;
  readonly baseline: SideSummary;
  readonly unit: string | undefined;
}

const SIZE: PlotSize = { height: 200, top: 8, bottom: 26 };
const TICKS = 4;
/** How much of a lane's height dots are spread over, so that equal values can be told apart. */
const SPREAD = 0.6;
/** Successive multiples of it are spread evenly over 0 to 1 (Weyl). */
const GOLDEN = 0.618_034;

/** Each value as a dot, above a box from the first to the third quartile and a line at the median. */
export function distributionChart({ canary, baseline, unit }: Distributions): Html {
  const sides = [
    { name: "canary", side: canary },
    { name: "baseline", side: baseline },
  ];
  const values = [...canary.values, ...baseline.values].filter((value) => Number.isFinite(value));
  const x = scaleLinear(domainOf(values), [2, 98]);
  const lane = scaleBand(["canary", "baseline"], [SIZE.top, SIZE.height - SIZE.bottom]).paddingInner(0.2);
  const topOf = (name: string) => lane(name) ?? 0;
  const ticks = x.ticks(TICKS);
  return figure({
    title: "How the values are spread",
    keys: [
      { kind: "box", text: "middle half" },
      { kind: "median", text: "median" },
    ],
    description: sides
      .map(
        ({ name, side }) =>
          `${name}: median ${valueText(side.quartiles[1], unit)}, half of all from ${valueText(side.quartiles[0], unit)} to ${valueText(side.quartiles[2], unit)}`,
      )
      .join("; "),
    size: SIZE,
    left: sides.map(
      ({ name }) =>
        html`<text x="100%" y="${rounded(topOf(name) + lane.bandwidth() / 2 + 4)}" text-anchor="end">${name}</text>`,
    ),
    area: [
      ticks.map(
        (tick) =>
          html`<line
              class="grid"
              x1="${percent(x(tick))}"
              x2="${percent(x(tick))}"
              y1="${SIZE.top}"
              y2="${SIZE.height - SIZE.bottom}"
            />
            <text x="${percent(x(tick))}" y="${SIZE.height - 6}" text-anchor="middle">${valueText(tick, unit)}</text>`,
      ),
      sides.map(({ name, side }) => laneOf(name, side, { x, top: topOf(name), height: lane.bandwidth(), unit })),
    ],
  });
}

interface Lane {
  readonly x: (value: number) => number;
  readonly top: number;
  readonly height: number;
  readonly unit: string | undefined;
}

function laneOf(name: string, { values, quartiles }: SideSummary, { x, top, height, unit }: Lane): Html {
  const [first, median, third] = quartiles;
  const isDrawn = [first, median, third].every((quartile) => Number.isFinite(quartile));
  const dots = values
    .map((value, i) => ({ value, y: top + height * (0.5 + SPREAD * (((i * GOLDEN) % 1) - 0.5)) }))
    .filter(({ value }) => Number.isFinite(value));
  return html`${
    isDrawn &&
    html`<rect
      class="box ${name}"
      x="${percent(x(first))}"
      width="${percent(x(third) - x(first))}"
      y="${rounded(top)}"
      height="${rounded(height)}"
      rx="3"
    />`
  }
  ${dots.map(
    ({ value, y }) =>
      html`<circle class="spread ${name}" cx="${percent(x(value))}" cy="${rounded(y)}" r="3">
        <title>${valueText(value, unit)}</title>
      </circle>`,
  )}
  ${
    isDrawn &&
    html`<line
      class="median ${name}"
      x1="${percent(x(median))}"
      x2="${percent(x(median))}"
      y1="${rounded(top - 3)}"
      y2="${rounded(top + height + 3)}"
    />`
  }`;
}

function domainOf(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) return [0, 1];
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const margin = greatest > least ? (greatest - least) * 0.04 : Math.abs(least) || 1;
  return [least - margin, greatest + margin];
}
