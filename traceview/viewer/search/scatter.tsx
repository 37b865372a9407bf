import { durationText, shortOperation } from "@hipstershop/traces";
import { withBasePath } from "../url.ts";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import type { TraceSummary } from "../../src/viewer-api/answers.ts";
import { clockText, parseDuration } from "../ui/format.ts";
import { goTo } from "../ui/navigation.ts";
import { tokenColour } from "../ui/resolved-colours.ts";
import { tickLabels, timeTicks } from "../ui/time-ticks.ts";
import { limitText, type Mark } from "./mark.ts";

const HEIGHT = 150;
const REACH_PX = 14;
/** A drag that is narrower or flatter than this marks all durations, or all of the time. */
const DRAG_PX = 24;
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- uPlot's enum has no values at run time
const LOGARITHMIC = 3 as uPlot.Scale.Distr;

interface ChartProps {
  readonly traces: readonly TraceSummary[];
  readonly mark: Mark | undefined;
  readonly onMark: (mark: Mark) => void;
}

/**
 * A scatter plot of start and duration. A click opens the trace, a drag marks an area; the list below and the fields of
 * the mark are the alternatives without a mouse.
 */
export function ScatterChart({ traces, mark, onMark }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element || traces.length === 0) return;
    const draw = (): uPlot => drawChart(element, { traces, mark, onMark }, tip.current);
    let chart = draw();
    const redraw = (): void => {
      chart.destroy();
      chart = draw();
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
  }, [traces, mark, onMark]);
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

function drawChart(element: HTMLElement, { traces, mark, onMark }: ChartProps, tip: HTMLElement | null): uPlot {
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
      cursor: {
        drag: { x: true, y: true, uni: DRAG_PX, dist: DRAG_PX / 4, setScale: false },
        points: { show: false },
        x: false,
        y: false,
      },
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
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: {
        draw: [(plot) => drawMark(plot, mark), (plot) => drawDots(plot, sorted)],
        setSelect: [(plot) => markSelected(plot, onMark)],
      },
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

/** Takes over what was selected by a drag. */
function markSelected(plot: uPlot, onMark: (mark: Mark) => void): void {
  const { left, top, width, height } = plot.select;
  if (width === 0 && height === 0) return;
  const [allTimes, allDurations] = [width >= plot.over.clientWidth, height >= plot.over.clientHeight];
  const microseconds = (px: number) => String(Math.round(plot.posToVal(px, "x") * 1e6));
  onMark({
    slower: allDurations ? "" : limitText(plot.posToVal(top + height, "y")),
    faster: allDurations ? "" : limitText(plot.posToVal(top, "y")),
    from: allTimes ? "" : microseconds(left),
    to: allTimes ? "" : microseconds(left + width),
  });
}

function drawMark(plot: uPlot, mark: Mark | undefined): void {
  if (!mark) return;
  const { left, top, width, height } = plot.bbox;
  const at = (value: number, scale: "x" | "y", from: number, to: number) =>
    Math.min(to, Math.max(from, plot.valToPos(value, scale, true)));
  const duration = (text: string) => Math.max(1, parseDuration(text) ?? 1);
  const x = mark.from === "" ? left : at(Number(mark.from) / 1e6, "x", left, left + width);
  const right = mark.to === "" ? left + width : at(Number(mark.to) / 1e6, "x", left, left + width);
  const y = mark.faster === "" ? top : at(duration(mark.faster), "y", top, top + height);
  const bottom = mark.slower === "" ? top + height : at(duration(mark.slower), "y", top, top + height);
  plot.ctx.save();
  plot.ctx.fillStyle = tokenColour("--mark-ground");
  plot.ctx.strokeStyle = tokenColour("--edge");
  plot.ctx.fillRect(x, y, right - x, bottom - y);
  plot.ctx.strokeRect(x, y, right - x, bottom - y);
  plot.ctx.restore();
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
