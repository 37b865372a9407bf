import { setImmediate } from "node:timers/promises";
import { QueryError } from "../query-error.ts";
import { Labels } from "../store/labels.ts";
import type { Expr } from "./ast.ts";
import { scalarAt, type Source, vectorAt, windowsAt } from "./evaluate.ts";
import { Parser } from "./parser.ts";
import { typeOf } from "./types.ts";
import type { Vector } from "./vector.ts";

/** Unix time in milliseconds, and the value at that time. */
export type Point = readonly [time: number, value: number];

export interface Track {
  readonly labels: Labels;
  readonly points: readonly Point[];
}

/** Times of a range query: Unix time and step in milliseconds; both ends belong to it. */
export interface Steps {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** The value of a query at one time. */
export type Instant =
  | { readonly type: "scalar"; readonly value: number }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "vector"; readonly vector: Vector }
  | { readonly type: "matrix"; readonly tracks: readonly Track[] };

const POINTS_MAX = 11_000;
const SAMPLES_MAX = 5_000_000;
/** Scrapes must be started on time, so a long evaluation gives way now and then. */
const TURN_MS = 20;

/** Reads a query and checks its types. Throws a QueryError. */
export function parseQuery(query: string): Expr {
  const expr = new Parser(query).parse();
  typeOf(expr);
  return expr;
}

/** Evaluates at one time. Throws a QueryError. */
export function evaluateInstant(expr: Expr, time: number, source: Source): Instant {
  if (expr.kind === "string") return { type: "string", value: expr.value };
  if (expr.kind === "range") return { type: "matrix", tracks: tracksOf(windowsAt(expr, source)(time)) };
  if (typeOf(expr) === "scalar") return { type: "scalar", value: scalarAt(expr, source)(time) };
  return { type: "vector", vector: vectorAt(expr, source)(time) };
}

function tracksOf(windows: ReturnType<ReturnType<typeof windowsAt>>): readonly Track[] {
  return windows.map(({ series: { labels }, window: { times, values } }) => ({
    labels,
    points: times.map((time, i): Point => [time, values[i] ?? Number.NaN]),
  }));
}

/** Evaluates at each step; series are sorted by their labels. Throws a QueryError. */
export async function evaluateRange(expr: Expr, steps: Steps, source: Source): Promise<readonly Track[]> {
  const { start, end, step } = steps;
  const type = typeOf(expr);
  if (type === "matrix" || type === "string") {
    const name = type === "matrix" ? "range vector" : "string";
    throw new QueryError(
      "bad_data",
      `invalid expression type "${name}" for range query, must be Scalar or instant Vector`,
    );
  }
  if ((end - start) / step > POINTS_MAX) {
    throw new QueryError(
      "bad_data",
      "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)",
    );
  }
  const at = type === "vector" ? vectorAt(expr, source) : scalarVector(expr, source);
  const tracks = new Map<string, { readonly labels: Labels; readonly points: Point[] }>();
  let [samples, turnEnds] = [0, performance.now() + TURN_MS];
  for (let time = start; time <= end; time += step) {
    for (const { labels, value } of at(time)) {
      const track = tracks.get(labels.key) ?? { labels, points: [] };
      track.points.push([time, value]);
      tracks.set(labels.key, track);
      samples += 1;
    }
    if (samples > SAMPLES_MAX) {
      throw new QueryError("execution", "query processing would load too many samples into memory in query execution");
    }
    if (performance.now() < turnEnds) continue;
    await setImmediate();
    turnEnds = performance.now() + TURN_MS;
  }
  return [...tracks.values()].toSorted((a, b) => Labels.compare(a.labels, b.labels));
}

function scalarVector(expr: Expr, source: Source): (time: number) => Vector {
  const scalar = scalarAt(expr, source);
  return (time) => [{ labels: Labels.none, value: scalar(time) }];
}
