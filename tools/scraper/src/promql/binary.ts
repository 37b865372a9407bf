import { QueryError } from "../query-error.ts";
import { type Labels, METRIC_NAME } from "../store/labels.ts";
import { type Arithmetic, type Binary, type Comparison, isComparison, isSetOperator, type Matching } from "./ast.ts";
import { type Operator } from "./ast.ts";
import { distinct, Relabelling, type Sample, type ScalarAt, type Vector, type VectorAt } from "./vector.ts";

const ARITHMETIC: Readonly<Record<Arithmetic, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  // As C's fmod, which Go has too.
  "%": (a, b) => a % b,
  "^": power,
  atan2: Math.atan2,
};

const COMPARISONS: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  ">": (a, b) => a > b,
  "<": (a, b) => a < b,
  ">=": (a, b) => a >= b,
  "<=": (a, b) => a <= b,
};

/** As in C and Go, 1 to any power and -1 to an infinite one are 1, where JavaScript has NaN. */
function power(a: number, b: number): number {
  return a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b;
}

/** An operator between two scalars; comparisons give 1 or 0. */
export function scalarOperation(operator: Operator): (a: number, b: number) => number {
  if (isSetOperator(operator)) throw new Error(`${operator} is no operator of scalars`);
  if (!isComparison(operator)) return ARITHMETIC[operator];
  const compare = COMPARISONS[operator];
  return (a, b) => Number(compare(a, b));
}

/** The value of one pair: undefined where a comparison without bool does not hold, which leaves the pair out. */
function pairOperation({ operator, isBool }: Binary): (a: number, b: number) => number | undefined {
  if (isBool || !isComparison(operator)) return scalarOperation(operator);
  const compare = COMPARISONS[operator];
  return (a, b) => (compare(a, b) ? a : undefined);
}

/** Whether samples are chosen and not changed, so that the result is still the metric on the left. */
function isChoice({ operator, isBool }: Binary): boolean {
  return isComparison(operator) && !isBool;
}

/** An operator between a vector and a scalar, which is on the left for `isSwapped`. */
export function vectorScalarOperation(
  binary: Binary,
  vector: VectorAt,
  scalar: ScalarAt,
  isSwapped: boolean,
): VectorAt {
  const operation = pairOperation(binary);
  const naming = new Relabelling((labels) => (isChoice(binary) ? labels : labels.drop([METRIC_NAME])));
  return (time) => {
    const other = scalar(time);
    const results = vector(time).flatMap(({ labels, value }) => {
      const result = isSwapped ? operation(other, value) : operation(value, other);
      if (result === undefined) return [];
      // What is chosen is the vector's sample, on whichever side it stands.
      return [{ labels: naming.of(labels), value: isChoice(binary) ? value : result }];
    });
    return distinct(results);
  };
}

const ANY: Matching = { isOn: false, labels: [], include: [] };

/** An operator between two vectors, of which series with equal labels belong together. */
export function vectorOperation(binary: Binary, left: VectorAt, right: VectorAt): VectorAt {
  const matching = binary.matching ?? ANY;
  const { isOn, labels: names } = matching;
  const match = new Relabelling((labels) => (isOn ? labels.keep(names) : labels.drop([METRIC_NAME, ...names])));
  const { operator } = binary;
  const combine = isSetOperator(operator)
    ? (ours: Vector, theirs: Vector) => setOf(operator, ours, theirs, match)
    : pairing(binary, matching, match);
  return (time) => distinct(combine(left(time), right(time)));
}

function setOf(operator: "and" | "or" | "unless", left: Vector, right: Vector, match: Relabelling): Vector {
  const keysOf = (vector: Vector) => new Set(vector.map(({ labels }) => match.of(labels)));
  if (operator === "or") {
    const known = keysOf(left);
    return [...left, ...right.filter(({ labels }) => !known.has(match.of(labels)))];
  }
  const known = keysOf(right);
  return left.filter(({ labels }) => known.has(match.of(labels)) === (operator === "and"));
}

/** VectorBinop of promql/engine.go. */
function pairing(binary: Binary, matching: Matching, match: Relabelling): (left: Vector, right: Vector) => Vector {
  const operation = pairOperation(binary);
  const { many } = matching;
  const labelsOf = resultLabels(binary, matching);
  return (left, right) => {
    if (left.length === 0 || right.length === 0) return [];
    const [manySide, oneSide] = many === "right" ? [right, left] : [left, right];
    const ones = onePerMatch(oneSide, match, many === "right" ? "left" : "right");
    const taken = new Map<Labels, Set<string>>();
    return manySide.flatMap((sample) => {
      const key = match.of(sample.labels);
      const one = ones.get(key);
      if (!one) return [];
      const labels = labelsOf(sample, one);
      const before = taken.get(key) ?? new Set<string>();
      if (many ? before.has(labels.key) : before.size > 0) throw severalMatches(many);
      taken.set(key, before.add(labels.key));
      const [a, b] = many === "right" ? [one, sample] : [sample, one];
      const value = operation(a.value, b.value);
      return value === undefined ? [] : [{ labels, value }];
    });
  };
}

function severalMatches(many: Matching["many"]): QueryError {
  return new QueryError(
    "execution",
    many
      ? "multiple matches for labels: grouping labels must ensure unique matches"
      : "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)",
  );
}

function onePerMatch(side: Vector, match: Relabelling, name: string): ReadonlyMap<Labels, Sample> {
  const ones = new Map<Labels, Sample>();
  for (const sample of side) {
    const key = match.of(sample.labels);
    const other = ones.get(key);
    if (other) {
      throw new QueryError(
        "execution",
        `found duplicate series for the match group ${key.toString()} on the ${name} hand-side of the operation: ` +
          `[${other.labels.toString()}, ${sample.labels.toString()}];` +
          "many-to-many matching not allowed: matching labels must be unique on one side",
      );
    }
    ones.set(key, sample);
  }
  return ones;
}

/** resultMetric of promql/engine.go; the labels of each pair are made once. */
function resultLabels(binary: Binary, { isOn, labels: names, many, include }: Matching) {
  const known = new Map<Labels, Map<Labels, Labels>>();
  const make = (sample: Labels, one: Labels): Labels => {
    const named = isChoice(binary) ? sample : sample.drop([METRIC_NAME]);
    if (!many) return isOn ? named.keep(names) : named.drop(names);
    return include.reduce((labels, name) => labels.with(name, one.get(name)), named);
  };
  return (sample: Sample, one: Sample): Labels => {
    const results = known.get(sample.labels) ?? new Map<Labels, Labels>();
    const labels = results.get(one.labels) ?? make(sample.labels, one.labels);
    known.set(sample.labels, results.set(one.labels, labels));
    return labels;
  };
}
