import {
  isUnderWay,
  millisecondsText,
  type Span,
  spanLabel,
  spanName,
  summariseTrace,
  type Trace,
} from "@hipstershop/traces";
import { oneLine } from "@hipstershop/text";
import colors from "picocolors";
import { fitText } from "../terminal.ts";
import { criticalSpans, linesOf, rootOf, type TraceLine } from "./trace-tree.ts";

const NARROW = 60;
const TIME_WIDTH = 10;
const DEPTH_MAX = 12;
/** Lists in terminals with fewer columns have the first digits of ids only, which `show`, `diff` and `export` take as well. */
const SHORT_ID_BELOW = 100;
const SHORT_ID = 8;

/** A trace on one line: time, id, duration, number of spans, root, failed spans, and whether parents are missing. */
export function traceLine(trace: Trace, width: number, nowUs = Date.now() * 1000): string {
  const root = rootOf(trace);
  const failed = trace.spans.filter(({ error }) => error).length;
  const time = timeOf(trace)?.toTimeString().slice(0, 8) ?? "no time ";
  const full = trace.traceId.replace(/^0{16}/, "");
  const id = oneLine(width < SHORT_ID_BELOW ? full.slice(0, SHORT_ID) : full);
  const long = millisecondsText(trace.endUs - trace.startUs).padStart(TIME_WIDTH);
  const count = ` ${`${trace.spans.length} spans`.padStart(9)}`;
  const head = `${colors.dim(time)}  ${colors.cyan(id)} ${long}${count}  `;
  const plain = 10 + id.length + 1 + TIME_WIDTH + count.length + 2;
  const name = root ? oneLine(spanName(root)) : "";
  const errors = failed > 0 ? `  ${failed} failed` : "";
  const parents = parentsText(trace, nowUs);
  const room = Math.max(12, width - plain - errors.length - parents.length);
  return head + fitText(name, room).trimEnd() + colors.red(errors) + colors.yellow(parents);
}

function parentsText(trace: Trace, nowUs: number): string {
  const summary = summariseTrace(trace);
  if (summary.orphanSpanCount === 0) return "";
  if (isUnderWay(summary, nowUs)) return "  under way";
  return summary.orphanSpanCount === 1 ? "  a parent missing" : `  ${summary.orphanSpanCount} parents missing`;
}

/**
 * The waterfall of a trace, `width` columns wide: names, bars, durations. "!" and red mark failed spans, "●" and a full
 * bar the critical path. Narrow terminals get no bars.
 */
export function waterfall(trace: Trace, width: number): string[] {
  const critical = criticalSpans(trace);
  const lines = linesOf(trace);
  const longest = lines.reduce((most, line) => Math.max(most, labelOf(line, width).length), 0);
  const isNarrow = width < NARROW;
  const fixed = 2 + TIME_WIDTH + 2;
  const nameWidth = Math.max(8, Math.min(longest, isNarrow ? width - fixed : Math.floor(width * 0.55)));
  const barWidth = isNarrow ? 0 : Math.max(4, width - nameWidth - fixed - 2);
  return lines.map((line) => {
    const { span } = line;
    const isCritical = critical.has(span);
    const paint = span.error ? colors.red : isCritical ? colors.bold : (text: string) => text;
    const bar = barWidth > 0 ? ` ${barOf(span, trace, barWidth, isCritical)} ` : "";
    const duration = millisecondsText(span.durationUs).padStart(TIME_WIDTH);
    return `${isCritical ? "●" : " "} ${paint(fitText(labelOf(line, width), nameWidth))}${bar}${duration}${span.error ? colors.red(" !") : ""}`;
  });
}

const ODD_PLACES: Readonly<Partial<Record<TraceLine["place"], string>>> = {
  orphan: "(parent missing) ",
  ring: "(parents in a ring) ",
  self: "(its own parent) ",
};

/** The label, indented by depth up to a limit that leaves room for the name; beyond that, the depth is a number. */
function labelOf({ span, depth, place }: TraceLine, width: number): string {
  const most = Math.min(DEPTH_MAX, Math.floor(width / 8));
  const indent = depth <= most ? "  ".repeat(depth) : `${"  ".repeat(most)}(${depth} deep) `;
  return `${indent}${ODD_PLACES[place] ?? ""}${oneLine(spanLabel(span))}`;
}

function barOf({ startUs, durationUs, error }: Span, trace: Trace, width: number, isCritical: boolean): string {
  const scale = width / Math.max(1, trace.endUs - trace.startUs);
  const left = Math.min(width - 1, Math.floor((startUs - trace.startUs) * scale));
  const length = Math.min(width - left, Math.max(1, Math.round(durationUs * scale)));
  const bar = (isCritical ? "█" : "▒").repeat(length);
  const paint = error ? colors.red : isCritical ? colors.yellow : colors.blue;
  return `${" ".repeat(left)}${paint(bar)}${" ".repeat(width - left - length)}`;
}

/** Undefined for a trace without spans, and for times outside of Date's range. */
function timeOf({ startUs }: Trace): Date | undefined {
  const time = new Date(startUs / 1000);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** The heading of the waterfall: root, id, time, duration, counts. */
export function traceHead(trace: Trace): string {
  const root = rootOf(trace);
  const failed = trace.spans.filter(({ error }) => error).length;
  const services = new Set(trace.spans.map(({ process }) => process.service)).size;
  const name = root ? oneLine(spanName(root)) : "a trace without spans";
  const facts = [
    timeOf(trace)?.toISOString() ?? "no time",
    millisecondsText(trace.endUs - trace.startUs),
    `${trace.spans.length} spans`,
    `${services} services`,
    ...(failed > 0 ? [colors.red(`${failed} failed`)] : []),
  ];
  return `${colors.bold(name)}\n${oneLine(trace.traceId)} · ${facts.join(" · ")}`;
}
