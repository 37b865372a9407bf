import { oneLine } from "@hipstershop/text";
import { ParseError } from "../settings/parse.ts";
import type { Figures, Report, Verdict } from "../figures/report.ts";

const TIMES = ["p50", "p90", "p95", "p99", "p99.9", "max"] as const;
const COUNTS = ["errors", "requests", "rate", "dropped"] as const;
type Metric = (typeof TIMES)[number] | (typeof COUNTS)[number];

/** A limit on a figure of the run. */
export interface Threshold {
  /** As it was written. */
  readonly text: string;
  readonly metric: Metric;
  /** A route such as "GET /" or an action such as "checkout"; everything when left out. */
  readonly of?: { readonly kind: "route" | "action"; readonly name: string };
  readonly comparison: "<" | "<=" | ">" | ">=";
  readonly limit: number;
  readonly unit: "ms" | "%" | "";
}

// The name is matched greedily: it may contain braces, colons and comparison signs, as in GET /product/{id}.
const PATTERN = /^\s*([\w.]+)\s*(?:\{\s*(route|action)\s*=\s*(.+)\})?\s*(<=|>=|<|>)\s*(\d+(?:\.\d+)?)\s*(ms|s|%)?\s*$/;
const HELP = "such as p95<300 (milliseconds), errors<1%, rate>50 or p99{route=GET /product/{id}}<500";
/** The name of the report's last row: everything. */
const ALL = "all";
const NAMED_MAX = 20;

/** Parses a threshold such as "p95<300"; throws a ParseError. */
export function parseThreshold(text: string): Threshold {
  const [, name, kind, of, comparison, value, unit] = PATTERN.exec(text) ?? [];
  if (name === undefined) throw new ParseError(`give a threshold ${HELP}, not "${text}".`);
  const metric = [...TIMES, ...COUNTS].find((known) => known === name);
  if (!metric) throw new ParseError(`"${name}" is not measured: choose from ${[...TIMES, ...COUNTS].join(", ")}.`);
  const isTime = TIMES.some((known) => known === metric);
  if (isTime ? unit === "%" : unit === "ms" || unit === "s" || (unit === "%" && metric !== "errors"))
    throw new ParseError(`"${unit}" does not go with ${metric}: give a threshold ${HELP}.`);
  if (metric === "dropped" && kind) throw new ParseError(`dropped is of the whole run, not of one ${kind}.`);
  const part = kind === "route" ? routeName(of ?? "") : withoutQuotes(of ?? "");
  return {
    text: text.trim(),
    metric,
    ...(kind && part !== ALL && { of: { kind: kind as "route" | "action", name: part } }),
    comparison: comparison as Threshold["comparison"],
    limit: Number(value) * (unit === "s" ? 1000 : 1),
    unit: isTime ? "ms" : unit === "%" ? "%" : "",
  };
}

/** Throws a ParseError for a threshold of an action that no scenario has. (Routes are known only after the run.) */
export function checkActions(thresholds: readonly Threshold[], actions: readonly string[]): void {
  for (const { of, text } of thresholds) {
    if (of?.kind !== "action" || actions.includes(of.name)) continue;
    throw new ParseError(`--threshold "${text}": there is no action "${of.name}": choose from ${actions.join(", ")}.`);
  }
}

/** A route in the form of the report: method in capitals, one space, path. */
function routeName(text: string): string {
  const name = withoutQuotes(text);
  if (name === ALL) return name;
  const [, method, path] = /^([A-Za-z]+)\s+(\/.*|\(other\))$/.exec(name) ?? [];
  if (method !== undefined) return `${method.toUpperCase()} ${path}`;
  throw new ParseError(`a route is a method and a path, such as GET /product/{id}, not "${name}".`);
}

/** Trimmed, and without quotes around it. */
function withoutQuotes(text: string): string {
  const name = text.trim();
  const [, , quoted] = /^(["'`])(.*)\1$/.exec(name) ?? [];
  return (quoted ?? name).trim();
}

/** Compares each threshold with the figures of the run. */
export function judgeThresholds(thresholds: readonly Threshold[], report: Report): readonly Verdict[] {
  return thresholds.map((threshold) => judgeThreshold(threshold, report));
}

function judgeThreshold({ text: written, metric, of, comparison, limit, unit }: Threshold, report: Report): Verdict {
  const text = oneLine(written);
  const where = of ? ` of ${oneLine(of.name)}` : "";
  const figures = figuresOf(of, report);
  if (!figures || (figures.requests === 0 && metric !== "requests" && metric !== "dropped"))
    return {
      text,
      passed: false,
      sentence: `${text}: there was no request${where} to judge${alternativesText(of, report)}`,
    };
  const actual = valueOf(metric, unit, figures, report);
  const passed = isWithinLimit(actual, comparison, limit);
  const found = `${metric}${where} ${metric === "errors" || metric === "requests" ? "are" : "is"} ${roundedText(actual)}${unit}`;
  const by = roundedText(Math.abs(actual - limit));
  const sentence = passed
    ? `${text}: ${found}`
    : `${text} is crossed: ${found}, ${by === "0" ? "just" : `${by}${unit}`} ${comparison.startsWith("<") ? "too much" : "too little"}`;
  return { text, passed, sentence };
}

function figuresOf(of: Threshold["of"], report: Report): Figures | undefined {
  if (!of) return report;
  const named: Readonly<Record<string, Figures>> = of.kind === "route" ? report.routes : report.actions;
  return Object.hasOwn(named, of.name) ? named[of.name] : undefined;
}

/** The names that the threshold could have used, for the message. */
function alternativesText(of: Threshold["of"], report: Report): string {
  if (!of) return "";
  const names = Object.keys(of.kind === "route" ? report.routes : report.actions);
  if (names.length === 0) return "";
  const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : "";
  return `: choose from ${names.slice(0, NAMED_MAX).join(", ")}${more}`;
}

function valueOf(metric: Metric, unit: Threshold["unit"], figures: Figures, report: Report): number {
  if (metric === "p99.9") return figures.p999;
  if (metric === "dropped") return report.dropped;
  if (metric === "errors" && unit === "%") return (figures.errors / figures.requests) * 100;
  return figures[metric];
}

function isWithinLimit(actual: number, comparison: Threshold["comparison"], limit: number): boolean {
  if (comparison === "<") return actual < limit;
  if (comparison === "<=") return actual <= limit;
  return comparison === ">" ? actual > limit : actual >= limit;
}

function roundedText(value: number): string {
  return String(Number(value.toPrecision(value >= 1000 ? 5 : 3)));
}
