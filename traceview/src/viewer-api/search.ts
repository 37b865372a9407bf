import { APP_FAULT } from "@hipstershop/faults/names";
import { parseDurationUs } from "@hipstershop/text/durations";
import { isUnderWay, summariseTrace, summaryFields, type Trace } from "@hipstershop/traces";
import type { SearchAnswer, TraceSummary } from "./answers.ts";
import type { SpanStore } from "../store/span-store.ts";
import type { Params } from "../query/params.ts";
import { QueryError } from "../query/query-error.ts";
import { parseQuery, QueryProblem, type Comparator, type Expression, type Term } from "./language.ts";
import { type Surroundings, traceMatcher } from "./matcher.ts";

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 2000;

/** Runs a search; a syntax error in `q` is part of the answer. */
export function searchAnswer(store: SpanStore, params: Params): SearchAnswer {
  const limit = Math.min(params.integer("limit") ?? LIMIT_DEFAULT, LIMIT_MAX);
  try {
    const found = findTraces(store, traceFilter(store, params), params.text("service"));
    return {
      traces: newestTraces(found, limit).map((trace) => summaryAnswer(store, trace, params.person)),
      total: found.length,
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof QueryProblem)) throw error;
    return { traces: [], total: 0, problem: { message: error.message, position: error.position } };
  }
}

/** The newest traces that match the parameters of a search, newest first. Throws a QueryProblem. */
export function tracesOfFilter(store: SpanStore, params: Params, limit: number): Trace[] {
  return newestTraces(findTraces(store, traceFilter(store, params), params.text("service")), limit);
}

/** All matching traces, unsorted. `service` limits the search to the traces of that service. */
function findTraces(store: SpanStore, fits: (trace: Trace) => boolean, service?: string): Trace[] {
  const found: Trace[] = [];
  for (const trace of store.tracesOfService(service)) if (fits(trace)) found.push(trace);
  return found;
}

/** The traces that started last, newest first. */
function newestTraces(traces: Trace[], limit: number): Trace[] {
  return traces.sort((a, b) => b.startUs - a.startUs).slice(0, limit);
}

/** A predicate for `q` and the other parameters. Throws a QueryProblem for `q`, a QueryError for the others. */
export function traceFilter(store: SpanStore, params: Params): (trace: Trace) => boolean {
  const written = parseQuery(params.text("q") ?? "");
  const [startUs, endUs] = [params.integer("start") ?? 0, params.integer("end") ?? Infinity];
  const parts = [...(written ? [written] : []), ...parameterTerms(params)];
  const isInTime = (trace: Trace): boolean => trace.startUs >= startUs && trace.startUs <= endUs;
  if (parts.length === 0) return isInTime;
  const matches = traceMatcher(joinedByAnd(parts), aroundOf(store, params));
  return (trace) => isInTime(trace) && matches(trace);
}

/** The newest traces that match a query, newest first. Throws a QueryProblem. */
export function tracesOfQuery(store: SpanStore, text: string, limit: number, asker: Asker): Trace[] {
  const expression = parseQuery(text);
  const fits = expression ? traceMatcher(expression, aroundOf(store, asker)) : () => true;
  return newestTraces(findTraces(store, fits), limit);
}

/** Who asks: a query for pinned traces, or for those of a visit, is about them. */
type Asker = Pick<Params, "person" | "self">;

function aroundOf(store: SpanStore, { person, self }: Asker): Surroundings {
  return { isPinned: (traceId) => store.isPinned(traceId, person), self };
}

export function summaryAnswer(store: SpanStore, trace: Trace, person?: string): TraceSummary {
  const summary = summariseTrace(trace);
  return {
    ...summaryFields(summary),
    underWay: isUnderWay(summary, Date.now() * 1000),
    pinned: store.isPinned(trace.traceId, person),
    pinnedBy: store.pinnedBy(trace.traceId).size,
    faults: faultsIn(trace),
    services: summary.services.map(({ name, spanCount, errorSpanCount }) => ({
      name,
      spanCount,
      errorCount: errorSpanCount,
    })),
  };
}

/** The faults that acted in a trace, each once, in the order in which its spans came. */
function faultsIn({ spans }: Trace): string[] {
  const faults = new Set<string>();
  for (const { tags } of spans) {
    const tag = tags.find(({ key }) => key === APP_FAULT);
    if (tag) for (const fault of String(tag.value).split("+")) faults.add(fault);
  }
  return [...faults];
}

/** Joins conditions by AND; a nested "and" is flattened, so that all conditions apply to the same span. */
function joinedByAnd(parts: readonly Expression[]): Expression {
  return { type: "and", parts: parts.flatMap((part) => (part.type === "and" ? part.parts : [part])) };
}

function parameterTerms(params: Params): Expression[] {
  const terms: Expression[] = [];
  for (const key of ["service", "operation"]) {
    const value = params.text(key);
    if (value !== undefined) terms.push(parameterTerm(key, "=", value));
  }
  const error = params.text("error");
  if (error === "false") terms.push({ type: "not", part: parameterTerm("error", "=", "true") });
  else if (error !== undefined) terms.push(parameterTerm("error", "=", "true"));
  if (params.text("minDuration") !== undefined) terms.push(durationTerm(params, "minDuration", ">="));
  if (params.text("maxDuration") !== undefined) terms.push(durationTerm(params, "maxDuration", "<="));
  return terms;
}

function durationTerm(params: Params, name: string, comparator: Comparator): Term {
  return parameterTerm("duration", comparator, `${durationParameterUs(params, name)}us`);
}

/** A plain number is in microseconds, as all times of this API; other values have a unit, such as 50ms. */
export function durationParameterUs(params: Params, name: string): number | undefined {
  const text = params.text(name);
  if (text === undefined) return undefined;
  const us = parseDurationUs(/^\d+$/.test(text) ? `${text}us` : text);
  if (us !== undefined) return us;
  throw new QueryError(400, `'${name}': ${JSON.stringify(text.slice(0, 80))} is not a duration such as 50ms`);
}

function parameterTerm(key: string, comparator: Comparator, value: string): Term {
  return { type: "term", key, comparator, value, isQuoted: true, position: 0 };
}
