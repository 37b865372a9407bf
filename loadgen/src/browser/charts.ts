/// <reference lib="dom" />
import uPlot from "uplot";
import type { Moment } from "../recorder.ts";

const HEIGHT = 180;
const AXIS_FONT = "12px system-ui";

interface Line {
  readonly colour: string;
  readonly value: (moment: Moment) => number;
}

/** What is drawn where: the places, with their titles and keys, are in the page already. */
const CHARTS: Readonly<Record<string, readonly Line[]>> = {
  throughput: [{ colour: "--first", value: (moment) => moment.requestsPerSecond }],
  latency: [
    { colour: "--first", value: (moment) => moment.p50 },
    { colour: "--second", value: (moment) => moment.p95 },
    { colour: "--third", value: (moment) => moment.p99 },
  ],
  errors: [{ colour: "--error", value: (moment) => moment.errorsPerSecond }],
  users: [{ colour: "--first", value: (moment) => moment.users }],
};

let charts: readonly uPlot[] = [];
let shown: readonly Moment[] = [];

/** Draws them anew, in the colours of the moment. */
export function drawCharts(moments: readonly Moment[]): void {
  shown = moments;
  for (const chart of charts) chart.destroy();
  charts = Object.entries(CHARTS).flatMap(([name, lines]) => {
    const place = document.querySelector<HTMLElement>(`[data-chart=${name}]`);
    return place ? [draw(place, lines, moments)] : [];
  });
}

function draw(place: HTMLElement, lines: readonly Line[], moments: readonly Moment[]): uPlot {
  const axis = {
    stroke: colourOf("--quiet"),
    font: AXIS_FONT,
    grid: { stroke: colourOf("--line"), width: 1 },
    ticks: { show: false },
  };
  return new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { drag: { x: true, y: false } },
      // Up from zero, and never flat.
      scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
      axes: [
        { ...axis, size: 30, values: (_, splits) => splits.map((second) => `${second} s`) },
        { ...axis, size: 56 },
      ],
      series: [
        {},
        ...lines.map(({ colour }) => ({ stroke: colourOf(colour), width: 2, points: { show: moments.length < 3 } })),
      ],
    },
    [moments.map(({ second }) => second), ...lines.map(({ value }) => moments.map(value))],
    place,
  );
}

/** A colour of the stylesheet as it is now, light or dark: a canvas knows no variables. */
function colourOf(name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawCharts(shown));
addEventListener("resize", () => {
  for (const chart of charts)
    chart.setSize({ width: chart.root.parentElement?.clientWidth ?? chart.width, height: HEIGHT });
});
