import { Labels, METRIC_NAME } from "../store/labels.ts";
import type { SeriesStore } from "../store/store.ts";
import type { Aggregate, Aggregation, Call, Expr, RangeSelector, VectorSelector } from "./ast.ts";
import { scalarOperation, vectorOperation, vectorScalarOperation } from "./binary.ts";
import { type Bucket, bucketQuantile } from "./histogram-quantile.ts";
import { parseFloatText } from "./literals.ts";
import { type Major, rangeFunctions } from "./ranges.ts";
import { maxOf, meanOf, minOf, sumOf } from "./sums.ts";
import { isRangeFunction, typeOf } from "./types.ts";
import { distinct, Relabelling, type ScalarAt, UniqueRelabelling, type Vector, type VectorAt } from "./vector.ts";

/** What queries are evaluated with. */
export interface Source {
  readonly store: SeriesStore;
  readonly major: Major;
}

/** How old the newest sample of a series may be: five minutes, as in Prometheus. */
const LOOKBACK_MS = 300_000;

const withoutName = (labels: Labels) => labels.drop([METRIC_NAME]);

/** Prepares an expression of type scalar, checked by typeOf. */
export function scalarAt(expr: Expr, source: Source): ScalarAt {
  if (expr.kind === "number") return () => expr.value;
  if (expr.kind === "unary") {
    const operand = scalarAt(expr.expr, source);
    return expr.sign === "-" ? (time) => -operand(time) : operand;
  }
  if (expr.kind === "binary") {
    const [left, right] = [scalarAt(expr.left, source), scalarAt(expr.right, source)];
    const operation = scalarOperation(expr.operator);
    return (time) => operation(left(time), right(time));
  }
  const [arg] = expr.kind === "call" && expr.name === "scalar" ? expr.args : [];
  if (!arg) throw new Error(`${expr.kind} is no scalar`);
  const vector = vectorAt(arg, source);
  return (time) => {
    const [one, ...others] = vector(time);
    return one && others.length === 0 ? one.value : Number.NaN;
  };
}

/** Prepares an expression of type instant vector, checked by typeOf. */
export function vectorAt(expr: Expr, source: Source): VectorAt {
  switch (expr.kind) {
    case "selector":
      return selected(expr, source);
    case "aggregate":
      return aggregated(expr, source);
    case "call":
      return called(expr, source);
    case "unary": {
      const operand = vectorAt(expr.expr, source);
      return expr.sign === "+" ? operand : mapped(operand, (value) => -value);
    }
    case "binary": {
      if (typeOf(expr.left) === "scalar")
        return vectorScalarOperation(expr, vectorAt(expr.right, source), scalarAt(expr.left, source), true);
      if (typeOf(expr.right) === "scalar")
        return vectorScalarOperation(expr, vectorAt(expr.left, source), scalarAt(expr.right, source), false);
      return vectorOperation(expr, vectorAt(expr.left, source), vectorAt(expr.right, source));
    }
    default:
      throw new Error(`${expr.kind} is no instant vector`);
  }
}

/** The samples that a range selector has at a time, by series. */
export function windowsAt({ selector, rangeMs }: RangeSelector, { store, major }: Source) {
  const all = store.select(selector.matchers);
  return (time: number) => {
    const endMs = time - selector.offsetMs;
    const range = { startMs: endMs - rangeMs, endMs };
    return all
      .map((series) => ({ series, range, window: series.window(range.startMs, endMs, major === 2) }))
      .filter(({ window }) => window.times.length > 0);
  };
}

function selected({ matchers, offsetMs }: VectorSelector, { store, major }: Source): VectorAt {
  const all = store.select(matchers);
  return (time) => {
    const at = time - offsetMs;
    return all.flatMap((series) => {
      const value = series.latest(at - LOOKBACK_MS, at, major === 2);
      return value === undefined ? [] : [{ labels: series.labels, value }];
    });
  };
}

/** Each value changed; the metric's name goes, since the result is no longer that metric. */
function mapped(operand: VectorAt, change: (value: number, time: number) => number): VectorAt {
  const unnamed = new UniqueRelabelling(withoutName);
  return (time) =>
    operand(time).map(({ labels, value }) => ({ labels: unnamed.of(labels), value: change(value, time) }));
}

const AGGREGATIONS: Readonly<Record<Aggregation, (values: readonly number[]) => number>> = {
  sum: sumOf,
  avg: meanOf,
  min: minOf,
  max: maxOf,
  count: (values) => values.length,
};

function aggregated({ operator, expr, grouping, isWithout }: Aggregate, source: Source): VectorAt {
  const operand = vectorAt(expr, source);
  const group = new Relabelling((labels) =>
    isWithout ? labels.drop([METRIC_NAME, ...grouping]) : labels.keep(grouping),
  );
  const aggregate = AGGREGATIONS[operator];
  return (time) => {
    const groups = Map.groupBy(operand(time), ({ labels }) => group.of(labels));
    return [...groups].map(([labels, samples]) => ({ labels, value: aggregate(samples.map(({ value }) => value)) }));
  };
}

function called({ name, args }: Call, source: Source): VectorAt {
  const [first, second] = args;
  if (isRangeFunction(name) && first?.kind === "range") return ofRanges(name, first, source);
  if (!first) throw new Error(`${name} has no argument`);
  if (name === "vector") {
    const scalar = scalarAt(first, source);
    return (time) => [{ labels: Labels.none, value: scalar(time) }];
  }
  if (name === "abs") return mapped(vectorAt(first, source), Math.abs);
  if (!second) throw new Error(`${name} has one argument only`);
  if (name === "histogram_quantile") return quantiles(scalarAt(first, source), vectorAt(second, source));
  const limit = scalarAt(second, source);
  const clamp = name === "clamp_min" ? Math.max : Math.min;
  return mapped(vectorAt(first, source), (value, time) => clamp(value, limit(time)));
}

function ofRanges(name: keyof typeof rangeFunctions, selector: RangeSelector, source: Source): VectorAt {
  const windows = windowsAt(selector, source);
  // The last value is still the metric itself.
  const naming = new UniqueRelabelling(name === "last_over_time" ? (labels) => labels : withoutName);
  return (time) =>
    windows(time).flatMap(({ series, range, window }) => {
      const value = rangeFunctions[name](window, range, source.major);
      return value === undefined ? [] : [{ labels: naming.of(series.labels), value }];
    });
}

/** Samples are buckets, by their label `le`; those without a number there are left out. */
function quantiles(phi: ScalarAt, buckets: VectorAt): VectorAt {
  const histogram = new Relabelling((labels) => labels.drop(["le"]));
  const unnamed = new Relabelling(withoutName);
  return (time): Vector => {
    const histograms = Map.groupBy(buckets(time), ({ labels }) => histogram.of(labels));
    return distinct(
      [...histograms].flatMap(([labels, samples]) => {
        const found = samples.flatMap(({ labels: own, value }): Bucket[] => {
          const upper = parseFloatText(own.get("le"));
          return upper === undefined ? [] : [{ upper, count: value }];
        });
        return found.length === 0 ? [] : [{ labels: unnamed.of(labels), value: bucketQuantile(phi(time), found) }];
      }),
    );
  };
}
