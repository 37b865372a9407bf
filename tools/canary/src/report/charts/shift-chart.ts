import type { Comparison } from "@hipstershop/judge";
import { type Html, html } from "@hipstershop/web";
import { scaleLinear } from "d3-scale";
import { differenceText, estimateText, figureText, percentText } from "../figures.ts";
import { anchorAt, figure, percent, type PlotSize } from "./plot.ts";

const SIZE: PlotSize = { height: 132, top: 24, bottom: 44 };
const TICKS = 4;
const MIDDLE = (SIZE.top + SIZE.height - SIZE.bottom) / 2;
const CAP = 8;

/** The interval of the shift, and the band around 0 that it must leave to count, on one axis. */
export function shiftChart({ shift, tolerance, confidence }: Comparison, unit: string | undefined): Html {
  const { lower, upper, estimate } = shift;
  const x = scaleLinear(domainOf([lower, upper, estimate, tolerance, -tolerance, 0]), [6, 94]).clamp(true);
  const at = (value: number) => percent(x(value));
  const label = estimateText(estimate, [lower, upper], unit);
  const bottom = SIZE.height - SIZE.bottom;
  return figure({
    title: `Canary minus baseline${unit === undefined ? "" : `, in ${unit === "share" ? "percentage points" : unit}`}`,
    keys: [
      { kind: "interval", text: `interval, ${percentText(confidence)} confidence` },
      { kind: "estimate", text: "estimate" },
      { kind: "tolerance", text: "tolerance: a quarter of the estimate" },
    ],
    description: `The difference is estimated as ${label}; the tolerance around 0 is ±${differenceText(tolerance, unit)}`,
    size: SIZE,
    area: [
      html`<rect
        class="tolerance"
        x="${at(-tolerance)}"
        width="${percent(x(tolerance) - x(-tolerance))}"
        y="${SIZE.top}"
        height="${bottom - SIZE.top}"
      />`,
      html`<line class="zero" x1="${at(0)}" x2="${at(0)}" y1="${SIZE.top - 6}" y2="${bottom}" />`,
      html`<line class="axis" x1="0" x2="100%" y1="${bottom}" y2="${bottom}" />`,
      x
        .ticks(TICKS)
        .map(
          (tick) =>
            html`<line class="axis" x1="${at(tick)}" x2="${at(tick)}" y1="${bottom}" y2="${bottom + 5}" />
              <text x="${at(tick)}" y="${bottom + 18}" text-anchor="${anchorAt(x(tick))}"
                >${tickText(tick, unit)}</text
              >`,
        ),
      html`<line class="interval" x1="${at(lower)}" x2="${at(upper)}" y1="${MIDDLE}" y2="${MIDDLE}" />`,
      [lower, upper]
        .filter(Number.isFinite)
        .map(
          (end) =>
            html`<line class="interval" x1="${at(end)}" x2="${at(end)}" y1="${MIDDLE - CAP}" y2="${MIDDLE + CAP}" />`,
        ),
      html`<circle class="estimate" cx="${at(estimate)}" cy="${MIDDLE}" r="6" />`,
      html`<text class="strong" x="${at(estimate)}" y="${SIZE.top - 10}" text-anchor="${anchorAt(x(estimate))}"
        >${label}</text
      >`,
      html`<text class="side" x="0" y="${SIZE.height - 6}">◀ canary lower</text>`,
      html`<text class="side" x="100%" y="${SIZE.height - 6}" text-anchor="end">canary higher ▶</text>`,
    ],
  });
}

function tickText(tick: number, unit: string | undefined): string {
  const text = figureText(unit === "share" ? tick * 100 : tick);
  return tick > 0 ? `+${text}` : text;
}

/** All ends that are finite; an infinite one reaches the edge. */
function domainOf(values: readonly number[]): readonly [number, number] {
  const finite = values.filter((value) => Number.isFinite(value));
  const [least, greatest] = [Math.min(...finite), Math.max(...finite)];
  return least === greatest ? [-1, 1] : [least, greatest];
}
