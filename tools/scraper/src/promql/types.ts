import { QueryError, unsupported } from "../query-error.ts";
import { type Aggregate, type Binary, type Call, type Expr, isComparison, isSetOperator } from "./ast.ts";

export type ValueType = "scalar" | "vector" | "matrix" | "string";

const NAMES: Readonly<Record<ValueType, string>> = {
  scalar: "scalar",
  vector: "instant vector",
  matrix: "range vector",
  string: "string",
};

/** Functions of the samples in a range of each series. */
const RANGE_FUNCTIONS = [
  "rate",
  "increase",
  "irate",
  "delta",
  "avg_over_time",
  "min_over_time",
  "max_over_time",
  "sum_over_time",
  "count_over_time",
  "last_over_time",
] as const;
export type RangeFunction = (typeof RANGE_FUNCTIONS)[number];

interface Signature {
  readonly args: readonly ValueType[];
  readonly returns: ValueType;
}

const SIGNATURES: ReadonlyMap<string, Signature> = new Map<string, Signature>([
  ...RANGE_FUNCTIONS.map((name): [string, Signature] => [name, { args: ["matrix"], returns: "vector" }]),
  ["histogram_quantile", { args: ["scalar", "vector"], returns: "vector" }],
  ["clamp_min", { args: ["vector", "scalar"], returns: "vector" }],
  ["clamp_max", { args: ["vector", "scalar"], returns: "vector" }],
  ["abs", { args: ["vector"], returns: "vector" }],
  ["vector", { args: ["scalar"], returns: "vector" }],
  ["scalar", { args: ["vector"], returns: "scalar" }],
]);

/** The other functions of Prometheus 3.14 (promql/parser/functions.go). */
const OTHER_FUNCTIONS: ReadonlySet<string> = new Set(
  (
    "absent absent_over_time acos acosh asin asinh atan atanh ceil changes clamp cos cosh day_of_month day_of_week " +
    "day_of_year days_in_month deg deriv double_exponential_smoothing end exp first_over_time floor histogram_avg " +
    "histogram_count histogram_fraction histogram_quantiles histogram_stddev histogram_stdvar histogram_sum " +
    "holt_winters hour idelta info label_join label_replace ln log10 log2 mad_over_time max_of min_of minute month pi " +
    "predict_linear present_over_time quantile_over_time rad range resets round sgn sin sinh sort sort_by_label " +
    "sort_by_label_desc sort_desc sqrt start start_timestamp stddev_over_time stdvar_over_time step tan tanh time " +
    "timestamp ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time year"
  ).split(" "),
);

export function isRangeFunction(name: string): name is RangeFunction {
  return RANGE_FUNCTIONS.some((one) => one === name);
}

/** The type of an expression's value. Throws a QueryError when its parts don't fit together. */
export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case "number":
      return "scalar";
    case "string":
      return "string";
    case "selector":
      return "vector";
    case "range":
      return "matrix";
    case "call":
      return typeOfCall(expr);
    case "aggregate":
      return typeOfAggregate(expr);
    case "binary":
      return typeOfBinary(expr);
    case "unary": {
      const type = typeOf(expr.expr);
      if (type === "scalar" || type === "vector") return type;
      throw mistake(
        `unary expression only allowed on expressions of type scalar or instant vector, got ${JSON.stringify(NAMES[type])}`,
      );
    }
  }
}

function mistake(message: string): QueryError {
  return new QueryError("bad_data", `parse error: ${message}`);
}

function typeOfCall({ name, args }: Call): ValueType {
  const signature = SIGNATURES.get(name);
  if (!signature) {
    throw OTHER_FUNCTIONS.has(name) ? unsupported(`${name}()`) : mistake(`unknown function with name "${name}"`);
  }
  if (args.length !== signature.args.length) {
    throw mistake(`expected ${signature.args.length} argument(s) in call to "${name}", got ${args.length}`);
  }
  for (const [i, arg] of args.entries()) {
    const [expected = "vector", type] = [signature.args[i], typeOf(arg)];
    if (type !== expected) {
      throw mistake(`expected type ${NAMES[expected]} in call to function "${name}", got ${NAMES[type]}`);
    }
  }
  return signature.returns;
}

function typeOfAggregate({ expr }: Aggregate): ValueType {
  const type = typeOf(expr);
  if (type !== "vector") throw mistake(`expected type instant vector in aggregation expression, got ${NAMES[type]}`);
  return "vector";
}

function typeOfBinary({ operator, left, right, isBool, matching }: Binary): ValueType {
  const types = [typeOf(left), typeOf(right)];
  if (types.some((type) => type !== "scalar" && type !== "vector"))
    throw mistake("binary expression must contain only scalar and instant vector types");
  if (isBool && !isComparison(operator)) throw mistake("bool modifier can only be used on comparison operators");
  const scalars = types.filter((type) => type === "scalar").length;
  if (isSetOperator(operator)) {
    if (scalars > 0) throw mistake(`set operator "${operator}" not allowed in binary scalar expression`);
    if (matching?.many) throw mistake(`no grouping allowed for "${operator}" operation`);
  }
  if (matching && scalars > 0) throw mistake("vector matching only allowed between instant vectors");
  const both = matching?.isOn === true ? matching.include.find((label) => matching.labels.includes(label)) : undefined;
  if (both !== undefined) throw mistake(`label "${both}" must not occur in ON and GROUP clause at once`);
  if (scalars === 2 && isComparison(operator) && !isBool)
    throw mistake("comparisons between scalars must use BOOL modifier");
  return scalars === 2 ? "scalar" : "vector";
}
