import { durationText, shortOperation } from "@hipstershop/traces";
import { withBasePath } from "../url.ts";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import type { TraceSummary } from "../../src/viewer-api/answers.ts";
import { clockText } from "../ui/format.ts";
import { goTo } from "../ui/navigation.ts";
import { tokenColour } from "../ui/resolved-colours.ts";
import { tickLabels, timeTicks } from "../ui/time-ticks.ts";

const HEIGHT = 150;
const REACH_PX = 14;
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- uPlot's enum has no values at run time
const LOGARITHMIC = 3 as uPlot.Scale.Distr;

/** A scatter plot of start and duration. A click opens the trace; the list below is the keyboard alternative. */
export function ScatterChart({ traces }: { readonly traces: readonly TraceSummary[] }) {
  const place = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element || traces.length === 0) return;
    let chart = drawChart(element, traces, tip.current);
    const redraw = (): void => {
      chart.destroy();
      chart = drawChart(element, traces, tip.current);
    };
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", redraw);
    addEventListener("themechange", redraw);
    return () => {
      observer.disconnect();
      dark.removeEventListener("change", redraw);
      removeEventListener("themechange", redraw);
      chart.destroy();
    };
  }, [traces]);
  return (
    <>
      <div
        ref={place}
        class="scatter-place"
        role="img"
        aria-label={`Start and duration of ${traces.length} traces; the list below holds the same`}
      />
      <div ref={tip} class="scatter-tip" hidden />
    </>
  );
}

function drawChart(element: HTMLElement, traces: readonly TraceSummary[], tip: HTMLElement | null): uPlot {
  const sorted = traces.toSorted((a, b) => a.startTime - b.startTime);
  const data: uPlot.AlignedData = [
    sorted.map((trace) => trace.startTime / 1e6),
    sorted.map((trace) => Math.max(1, trace.duration)),
  ];
  const quiet = tokenColour("--quiet");
  const axis = {
    stroke: quiet,
    grid: { stroke: tokenColour("--line"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui",
  };
  const chart = new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      padding: [10, 28, 0, 0],
      cursor: { drag: { x: false, y: false }, points: { show: false }, x: false, y: false },
      scales: { x: { time: true, range: () => timeRange(sorted) }, y: { distr: LOGARITHMIC } },
      axes: [
        {
          ...axis,
          size: 28,
          splits: ({ bbox }, _axis, from, to) => timeTicks(from, to, bbox.width / devicePixelRatio),
          values: (plot, splits) => clockLabels(plot, splits),
        },
        {
          ...axis,
          size: 64,
          filter: (_, splits) => splits.map((value) => (isDecade(value) ? value : null)),
          values: (_, splits) => splits.map((value) => (value === null ? "" : durationText(value))),
        },
      ],
      series: [{}, { paths: () => null, points: { show: true } }],
      hooks: { draw: [(plot) => drawDots(plot, sorted)] },
    },
    data,
    element,
  );
  followPointer(chart, sorted, tip);
  return chart;
}

/** Times of day below the axis; with milliseconds where ticks are closer than a second. */
function clockLabels(plot: uPlot, ticks: readonly number[]): string[] {
  const { min = 0, max = 1 } = plot.scales["x"] ?? {};
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
  const pixelsApart = (step / Math.max(1e-9, (max ?? 1) - (min ?? 0))) * (plot.bbox.width / devicePixelRatio);
  const [length, labelPx] = step < 1 ? [12, 88] : [8, 60];
  return tickLabels(ticks, { pixelsApart, labelPx }, (seconds) => clockText(seconds * 1e6).slice(0, length));
}

/** The range of the time axis, at least a second: a single trace is in its middle. */
function timeRange(sorted: readonly TraceSummary[]): uPlot.Range.MinMax {
  const low = (sorted[0]?.startTime ?? 0) / 1e6;
  const high = (sorted.at(-1)?.startTime ?? 0) / 1e6;
  const margin = Math.max(0.5, (high - low) * 0.02);
  return [low - margin, high + margin];
}

function isDecade(value: number): boolean {
  return Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-6;
}

function drawDots(plot: uPlot, traces: readonly TraceSummary[]): void {
  const { ctx } = plot;
  const [usual, failed] = [tokenColour("--dot"), tokenColour("--error")];
  ctx.save();
  ctx.globalAlpha = 0.75;
  for (const trace of traces) {
    const x = plot.valToPos(trace.startTime / 1e6, "x", true);
    const y = plot.valToPos(Math.max(1, trace.duration), "y", true);
    const radius = (2.5 + Math.min(6, Math.sqrt(trace.spanCount) * 0.55)) * devicePixelRatio;
    ctx.fillStyle = trace.errorCount > 0 ? failed : usual;
    ctx.beginPath();
    if (trace.errorCount > 0) ctx.rect(x - radius, y - radius, radius * 2, radius * 2);
    else ctx.arc(x, y, radius, 0, Math.PI * 2);
    ctx.fill();
  }
  ctx.restore();
}

function followPointer(plot: uPlot, traces: readonly TraceSummary[], tip: HTMLElement | null): void {
  const near = (event: MouseEvent): TraceSummary | undefined => {
    const { left, top } = plot.over.getBoundingClientRect();
    let [best, least]: [TraceSummary | undefined, number] = [undefined, REACH_PX];
    for (const trace of traces) {
      const dx = plot.valToPos(trace.startTime / 1e6, "x") - (event.clientX - left);
      const dy = plot.valToPos(Math.max(1, trace.duration), "y") - (event.clientY - top);
      const distance = Math.hypot(dx, dy);
      if (distance < least) [best, least] = [trace, distance];
    }
    return best;
  };
  plot.over.addEventListener("mousemove", (event) => {
    const trace = near(event);
    plot.over.classList.toggle("on-dot", trace !== undefined);
    if (!tip) return;
    tip.hidden = trace === undefined;
    if (!trace) return;
    tip.textContent = `${trace.rootService} ${shortOperation(trace.rootOperation)} · ${durationText(trace.duration)} · ${clockText(trace.startTime)}`;
    const left = plot.valToPos(trace.startTime / 1e6, "x") + plot.over.offsetLeft;
    tip.style.left = `${Math.max(0, Math.min(left - tip.offsetWidth / 2, plot.width - tip.offsetWidth))}px`;
  });
  plot.over.addEventListener("mouseleave", () => {
    if (tip) tip.hidden = true;
  });
  plot.over.addEventListener("click", (event) => {
    const trace = near(event);
    if (trace) goTo(withBasePath(`/trace/${trace.traceID}`));
  });
}
