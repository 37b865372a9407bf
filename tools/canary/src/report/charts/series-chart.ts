import { type Html, html } from "@hipstershop/web";
import { scaleLinear } from "d3-scale";
import { utcTicks } from "d3-time";
import { elapsedText, valueText } from "../figures.ts";
import { figure, percent, type PlotSize, rounded, stretched } from "./plot.ts";

/** A value of a series; NaN where it is missing. */
export interface Sample {
  /** Milliseconds since the first value of its side. */
  readonly at: number;
  readonly value: number;
}

interface Series {
  readonly canary: readonly Sample[];
  readonly baseline: readonly Sample[];
  readonly unit: string | undefined;
}

const SIZE: PlotSize = { height: 200, top: 12, bottom: 26 };
const TICKS = 4;
/** More values than this are drawn without dots. */
const DOTS_MAX = 150;
/** A scale starts at 0 where the least value is below this share of the greatest. */
const SHARE_FROM_ZERO = 0.6;

/** Both series over the time since their start. */
export function seriesChart({ canary, baseline, unit }: Series): Html {
  const values = [...canary, ...baseline].map(({ value }) => value).filter((value) => Number.isFinite(value));
  const last = Math.max(1, ...[...canary, ...baseline].map(({ at }) => at));
  const x = scaleLinear([0, last], [1, 99]);
  const y = scaleLinear(domainOf(values), [SIZE.height - SIZE.bottom, SIZE.top]).nice(TICKS);
  const place = ({ at, value }: Sample) => ({ x: x(at), y: y(value) });
  const [low = 0, high = 1] = y.domain();
  const levels = y.ticks(TICKS);
  const times = utcTicks(new Date(0), new Date(last), TICKS).map(Number);
  const dots = (samples: readonly Sample[], side: string) =>
    samples
      .filter(({ value }) => Number.isFinite(value) && samples.length <= DOTS_MAX)
      .map(
        (sample) =>
          html`<circle class="${side}" cx="${percent(x(sample.at))}" cy="${rounded(y(sample.value))}" r="3">
            <title>${elapsedText(sample.at)}: ${side} ${valueText(sample.value, unit)}</title>
          </circle>`,
      );
  return figure({
    title: "Over time",
    keys: KEYS,
    description: `Both series over ${elapsedText(last)} from ${valueText(low, unit)} to ${valueText(high, unit)}; a table below has the values`,
    size: SIZE,
    left: levels.map(
      (level) => html`<text x="100%" y="${rounded(y(level) + 4)}" text-anchor="end">${valueText(level, unit)}</text>`,
    ),
    area: [
      levels.map(
        (level) => html`<line class="grid" x1="0" x2="100%" y1="${rounded(y(level))}" y2="${rounded(y(level))}" />`,
      ),
      stretched(SIZE, [
        html`<path class="line baseline" d="${pathOf(baseline.map(place))}" />`,
        html`<path class="line canary" d="${pathOf(canary.map(place))}" />`,
      ]),
      dots(baseline, "baseline"),
      dots(canary, "canary"),
      times.map(
        (time) =>
          html`<text x="${percent(x(time))}" y="${SIZE.height - 6}" text-anchor="middle">${elapsedText(time)}</text>`,
      ),
    ],
  });
}

/** A line through all places; it has gaps where values are missing. */
function pathOf(places: readonly { readonly x: number; readonly y: number }[]): string {
  return places
    .map(({ x, y }, i) => {
      if (!Number.isFinite(y)) return "";
      return `${Number.isFinite(places[i - 1]?.y) ? "L" : "M"}${rounded(x)},${rounded(y)}`;
    })
    .join("");
}

const KEYS = [
  { kind: "canary", text: "canary" },
  { kind: "baseline", text: "baseline" },
];

/** What a scale shows: all values, and 0 where it is not far. */
function domainOf(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) return [0, 1];
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  if (least === greatest) return least === 0 ? [0, 1] : [Math.min(0, least * 2), Math.max(0, least * 2)];
  if (least >= 0) return [least < greatest * SHARE_FROM_ZERO ? 0 : least, greatest];
  return [least, greatest <= 0 && greatest > least * SHARE_FROM_ZERO ? 0 : greatest];
}
