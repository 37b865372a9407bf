import { durationText, shortOperation } from "@hipstershop/traces";
import type { CriticalPath } from "../critical-path.ts";
import { answerOf } from "../model/rows.ts";
import { totalLength } from "../model/self-time.ts";
import type { Span, Trace } from "../model/trace.ts";
import { percentText } from "../ui/format.ts";
import { countedNames, listText, methodOf, type Sentence } from "./sentence.ts";

/** Smaller shares of the trace are not named. */
const SHARE_MIN = 0.05;
const NAMED_MAX = 4;
/** Parallel calls are named when they saved at least this share of the trace's duration. */
const SAVED_MIN = 0.03;
const REPEATED_MIN = 3;

interface Part {
  readonly name: string;
  readonly time: number;
  readonly spans: readonly Span[];
}

/** Who took how long, by the critical path: services themselves, databases, and the time between caller and callee. */
export function timeSentences(trace: Trace, path: CriticalPath): readonly Sentence[] {
  const pieces = [...path].map(([index, segments]) => ({
    span: trace.spans[index]!,
    name: partName(trace.spans[index]!),
    time: totalLength(segments),
  }));
  const parts: Part[] = [...Map.groupBy(pieces, ({ name }) => name)].map(([name, group]) => ({
    name,
    time: group.reduce((sum, { time }) => sum + time, 0),
    spans: group.map(({ span }) => span),
  }));
  const whole = parts.reduce((sum, { time }) => sum + time, 0);
  if (whole === 0) return [];
  const large = parts
    .filter(({ time }) => time >= whole * SHARE_MIN)
    .sort((a, b) => b.time - a.time)
    .slice(0, NAMED_MAX);
  const [first, ...others] = large;
  if (!first) return [];
  const text = ({ name, time }: Part) => `${name} ${durationText(time)} (${percentText(time / whole)})`;
  const also = others.length === 0 ? "" : `, then ${listText(others.map(text))}`;
  return [
    { topic: "time", text: `Most of the time: ${text(first)}${also}.`, spans: large.flatMap(({ spans }) => spans) },
  ];
}

function partName(span: Span): string {
  if (span.kind !== "client") return `${span.service} itself`;
  if (answerOf(span)) return "between caller and callee";
  return `${span.service} waiting for ${methodOf(shortOperation(span.operation))}`;
}

interface Group {
  readonly parent: Span;
  readonly spans: readonly Span[];
  /** Time from the first start to the last end, and the sum of the durations. */
  readonly took: number;
  readonly sum: number;
}

/** What ran side by side: the group of overlapping calls that saved most time. */
export function togetherSentences(trace: Trace): readonly Sentence[] {
  const groups = trace.spans.flatMap(overlappingGroups);
  const best = groups.reduce<Group | undefined>((a, b) => (a && a.sum - a.took >= b.sum - b.took ? a : b), undefined);
  if (!best || best.sum - best.took < trace.duration * SAVED_MIN) return [];
  const names = countedNames(best.spans.map(({ operation }) => methodOf(shortOperation(operation))));
  return [
    {
      topic: "together",
      text: `Side by side: ${best.parent.service} made ${best.spans.length} calls at once, ${listText(names)}; together ${durationText(best.took)}, one after the other ${durationText(best.sum)}.`,
      spans: best.spans,
    },
  ];
}

/** Groups of children that overlap in time, of two or more. */
function overlappingGroups(parent: Span): readonly Group[] {
  const groups: Span[][] = [];
  let end = -Infinity;
  for (const child of parent.children) {
    if (child.start < end) groups.at(-1)!.push(child);
    else groups.push([child]);
    end = Math.max(end, child.end);
  }
  return groups
    .filter((spans) => spans.length > 1)
    .map((spans) => ({
      parent,
      spans,
      took: Math.max(...spans.map((span) => span.end)) - spans[0]!.start,
      sum: spans.reduce((total, { duration }) => total + duration, 0),
    }));
}

/** The same call again and again, one after the other: the pattern of a loop that asks for each item (N + 1). */
export function repeatedSentences(trace: Trace): readonly Sentence[] {
  const runs = trace.spans.flatMap(sequentialRuns);
  const [longest] = runs.sort((a, b) => b.sum - a.sum);
  if (!longest || longest.sum < trace.duration * SHARE_MIN) return [];
  const { parent, spans, sum } = longest;
  const name = methodOf(shortOperation(spans[0]!.operation));
  return [
    {
      topic: "repeated",
      text: `One after the other: ${parent.service} called ${name} ${spans.length} times, each after the last had ended; together ${durationText(sum)}.`,
      spans,
    },
  ];
}

function sequentialRuns(parent: Span): readonly Group[] {
  const found: Group[] = [];
  for (const spans of Map.groupBy(parent.children, ({ operation }) => operation).values()) {
    const isSequential = spans.every((span, n) => n === 0 || span.start >= spans[n - 1]!.end);
    if (spans.length < REPEATED_MIN || !isSequential) continue;
    const sum = spans.reduce((total, { duration }) => total + duration, 0);
    found.push({ parent, spans, sum, took: spans.at(-1)!.end - spans[0]!.start });
  }
  return found;
}
