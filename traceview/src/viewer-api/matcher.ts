import { parseDurationUs } from "@hipstershop/text/durations";
import { spanIndexOf, type Span, type SpanIndex, type Tag, type TagValue, type Trace } from "@hipstershop/traces";
import { databaseOf } from "../store/database.ts";
import { fullTextTest } from "./full-text.ts";
import { QueryProblem, type Expression, type Term } from "./language.ts";
import { type Self, selfTest } from "../query/self.ts";

type SpanTest = (span: Span, trace: Trace) => boolean;
type ValueTest = (value: TagValue) => boolean;

/** State outside of the trace that a query depends on. */
export interface Surroundings {
  readonly isPinned: (traceId: string) => boolean;
  /** Who asks. */
  readonly self: Self;
}

/**
 * Compiles a query to a predicate on traces. Conditions joined by AND must hold for the same span, as in Jaeger; a
 * negated condition must hold for no span. Throws a QueryProblem for an invalid value, such as duration>blue.
 */
export function traceMatcher(expression: Expression, around: Surroundings): (trace: Trace) => boolean {
  if (isPositive(expression)) {
    const matches = spanTest(expression, around);
    return (trace) => {
      for (const span of trace.spans) if (matches(span, trace)) return true;
      return false;
    };
  }
  if (expression.type === "not") {
    const inner = traceMatcher(expression.part, around);
    return (trace) => !inner(trace);
  }
  const { type, parts } = expression as Extract<Expression, { type: "and" | "or" }>;
  if (type === "or") {
    const tests = parts.map((part) => traceMatcher(part, around));
    return (trace) => tests.some((test) => test(trace));
  }
  const positive = parts.filter(isPositive);
  const together: Expression[] = positive.length > 0 ? [{ type: "and", parts: positive }] : [];
  const tests = [...together, ...parts.filter((part) => !isPositive(part))].map((part) => traceMatcher(part, around));
  return (trace) => tests.every((test) => test(trace));
}

function isPositive(expression: Expression): boolean {
  if (expression.type === "term") return true;
  return expression.type !== "not" && expression.parts.every(isPositive);
}

function spanTest(expression: Expression, around: Surroundings): SpanTest {
  if (expression.type === "term") return termTest(expression, around);
  const parts = expression.type === "not" ? [expression.part] : expression.parts;
  const tests = parts.map((part) => spanTest(part, around));
  if (expression.type === "or") return (span, trace) => tests.some((test) => test(span, trace));
  return (span, trace) => tests.every((test) => test(span, trace));
}

function termTest(term: Term, around: Surroundings): SpanTest {
  const { isPinned } = around;
  if (term.comparator === undefined) {
    if (!term.isQuoted && term.value === "mine") return mineTest(term, around);
    if (!term.isQuoted && term.value === "error") return (span) => span.error;
    if (!term.isQuoted && term.value === "pinned") return (_span, trace) => isPinned(trace.traceId);
    return fullTextTest(escapedPattern(term.value), term.value);
  }
  switch (term.key) {
    case "service":
      return valueOfSpanTest(valueTest(term), (span) => span.process.service);
    case "operation":
      return valueOfSpanTest(valueTest(term), (span) => span.operation);
    case "kind":
      return valueOfSpanTest(valueTest(term), (span) => span.kind);
    case "error":
      return valueOfSpanTest(valueTest(term), (span) => span.error);
    case "caller":
      return callerTest(valueTest(term));
    case "database":
      return valueOfSpanTest(valueTest(term), (span) => databaseOf(span) ?? "");
    case "duration":
      return valueOfSpanTest(durationTest(term), (span) => span.durationUs);
    case "trace.duration":
      return valueOfSpanTest(durationTest(term), (_span, trace) => trace.endUs - trace.startUs);
    default:
      return tagTest(term.key, valueTest(term));
  }
}

function mineTest({ position }: Term, { self }: Surroundings): SpanTest {
  if (self.session === "" && self.learner === "")
    throw new QueryProblem("mine are the traces of your visit to the shop on this host, and there was none", position);
  const isMine = selfTest(self);
  let last: { readonly trace: Trace; readonly spans: number; readonly fits: boolean } | undefined;
  return (_span, trace) => {
    if (last?.trace !== trace || last.spans !== trace.spans.length)
      last = { trace, spans: trace.spans.length, fits: isMine(trace) };
    return last.fits;
  };
}

function valueOfSpanTest(test: ValueTest, value: (span: Span, trace: Trace) => TagValue): SpanTest {
  return (span, trace) => test(value(span, trace));
}

/** Tests the calling service: that of the parent, when it differs from the span's. */
function callerTest(test: ValueTest): SpanTest {
  let indexed: { readonly trace: Trace; readonly spans: number; readonly index: SpanIndex<Span> } | undefined;
  return (span, trace) => {
    if (indexed?.trace !== trace || indexed.spans !== trace.spans.length)
      indexed = { trace, spans: trace.spans.length, index: spanIndexOf(trace.spans) };
    const caller = indexed.index.parentOf(span)?.process.service;
    return caller !== undefined && caller !== span.process.service && test(caller);
  };
}

function valueTest({ comparator, value, isQuoted, position }: Term): ValueTest {
  switch (comparator) {
    case "=":
      return equalityTest(value, isQuoted);
    case "!=": {
      const isEqual = equalityTest(value, isQuoted);
      return (met) => !isEqual(met);
    }
    case "~":
      return containsTest(value);
    case "!~": {
      const contains = containsTest(value);
      return (met) => !contains(met);
    }
    default: {
      const limit = Number(value);
      if (value.trim() === "" || Number.isNaN(limit)) {
        throw new QueryProblem(`${comparator} compares numbers, and ${JSON.stringify(value)} is none`, position);
      }
      const fits = numberTest(comparator!, limit);
      return (met) => typeof met !== "boolean" && met !== "" && fits(Number(met));
    }
  }
}

function equalityTest(value: string, isQuoted: boolean): ValueTest {
  if (isQuoted || !value.includes("*")) return (met) => met === value || String(met) === value;
  const pattern = new RegExp(`^${value.split("*").map(escapedPattern).join(".*")}$`, "s");
  return (met) => pattern.test(String(met));
}

function containsTest(text: string): ValueTest {
  const pattern = new RegExp(escapedPattern(text), "i");
  return (met) => pattern.test(met as string);
}

function durationTest({ key, comparator, value, position }: Term): ValueTest {
  const us = parseDurationUs(value);
  if (us === undefined) {
    throw new QueryProblem(`${JSON.stringify(value)} is not a duration such as 50ms or 1.2s`, position);
  }
  if (comparator === "~" || comparator === "!~")
    throw new QueryProblem(`${key} takes =, !=, >, >=, < or <=, not ${comparator}`, position);
  const fits = numberTest(comparator!, us);
  return (met) => fits(Number(met));
}

function numberTest(comparator: string, limit: number): (met: number) => boolean {
  switch (comparator) {
    case ">":
      return (met) => met > limit;
    case ">=":
      return (met) => met >= limit;
    case "<":
      return (met) => met < limit;
    case "<=":
      return (met) => met <= limit;
    case "=":
      return (met) => met === limit;
    default:
      return (met) => met !== limit;
  }
}

/** Tests the tags of the span, of its process and of its logs. */
function tagTest(key: string, test: ValueTest): SpanTest {
  const someTagMatches = (tags: readonly Tag[]): boolean => {
    for (const tag of tags) if (tag.key === key && test(tag.value)) return true;
    return false;
  };
  return (span) =>
    someTagMatches(span.tags) ||
    someTagMatches(span.process.tags) ||
    span.logs.some((log) => someTagMatches(log.fields));
}

function escapedPattern(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
