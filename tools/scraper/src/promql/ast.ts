import type { Matcher } from "../store/matcher.ts";

export type Aggregation = "sum" | "avg" | "min" | "max" | "count";
export type Arithmetic = "+" | "-" | "*" | "/" | "%" | "^" | "atan2";
export type Comparison = "==" | "!=" | ">" | "<" | ">=" | "<=";
export type SetOperator = "and" | "or" | "unless";
export type Operator = Arithmetic | Comparison | SetOperator;

export interface NumberLiteral {
  readonly kind: "number";
  readonly value: number;
}

export interface StringLiteral {
  readonly kind: "string";
  readonly value: string;
}

/** `name{label="value"} offset 1m` */
export interface VectorSelector {
  readonly kind: "selector";
  readonly matchers: readonly Matcher[];
  readonly offsetMs: number;
}

/** `name[5m]`; the offset is the selector's. */
export interface RangeSelector {
  readonly kind: "range";
  readonly selector: VectorSelector;
  readonly rangeMs: number;
}

export interface Call {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly Expr[];
}

export interface Aggregate {
  readonly kind: "aggregate";
  readonly operator: Aggregation;
  readonly expr: Expr;
  readonly grouping: readonly string[];
  readonly isWithout: boolean;
}

export interface Unary {
  readonly kind: "unary";
  readonly sign: "+" | "-";
  readonly expr: Expr;
}

/** How series of both sides of an operator find each other. */
export interface Matching {
  readonly isOn: boolean;
  readonly labels: readonly string[];
  /** The side with several series for one of the other: `group_left` is "left". */
  readonly many?: "left" | "right";
  /** Labels taken from the other side. */
  readonly include: readonly string[];
}

export interface Binary {
  readonly kind: "binary";
  readonly operator: Operator;
  readonly left: Expr;
  readonly right: Expr;
  readonly isBool: boolean;
  /** Undefined when the query has neither `on` nor `ignoring`. */
  readonly matching: Matching | undefined;
}

export type Expr = NumberLiteral | StringLiteral | VectorSelector | RangeSelector | Call | Aggregate | Unary | Binary;

const COMPARISONS: ReadonlySet<string> = new Set<Comparison>(["==", "!=", ">", "<", ">=", "<="]);
const SET_OPERATORS: ReadonlySet<string> = new Set<SetOperator>(["and", "or", "unless"]);

export function isComparison(operator: Operator): operator is Comparison {
  return COMPARISONS.has(operator);
}

export function isSetOperator(operator: Operator): operator is SetOperator {
  return SET_OPERATORS.has(operator);
}
