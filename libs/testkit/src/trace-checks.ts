import { shortOperation, spanIndexOf, spanLabel } from "@hipstershop/traces";
import { criticalPathOf } from "./critical-path.ts";
import { endUs, failuresOf, isNamed, type TracedSpan } from "./traced-span.ts";
import { type PlacedSpan, placesOf } from "./trace-shape.ts";

type Spans = readonly TracedSpan[];

/** What a check found: whether it holds, what to say about the trace as it is, and which spans to point at. */
export interface Finding {
  readonly pass: boolean;
  readonly found: string;
  readonly marked: Spans;
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly operation: string;
  readonly span: TracedSpan;
}

/**
 * Who asks whom: for each span that answers a call (or consumes a message), the service of its parent; for each call of a
 * database, its system ("redis", "sqlite") in place of a service.
 */
function edgesOf(spans: Spans): Edge[] {
  const index = spanIndexOf(spans);
  return spans.flatMap((span) => {
    const operation = shortOperation(span.operation);
    const own = span.process.service;
    const system = span.tags.find(({ key }) => key === "db.system.name" || key === "db.system")?.value;
    if (span.kind === "client" && system !== undefined) return [{ from: own, to: String(system), operation, span }];
    const parent = index.parentOf(span);
    if (!parent || (span.kind !== "server" && span.kind !== "consumer")) return [];
    return [{ from: parent.process.service, to: own, operation, span }];
  });
}

export function checkEdge(spans: Spans, from: string, to: string, operation?: string, times?: number): Finding {
  const wanted = operation === undefined ? undefined : shortOperation(operation);
  const edges = edgesOf(spans);
  const fitting = edges.filter(
    (edge) => edge.from === from && edge.to === to && (wanted === undefined || edge.operation === wanted),
  );
  const counted = Map.groupBy(edges, (edge) => `${edge.from} → ${edge.to} ${edge.operation}`);
  const list = [...counted].map(([edge, { length }]) => `  ${edge}${length > 1 ? ` ×${length}` : ""}`).sort();
  return {
    pass: times === undefined ? fitting.length > 0 : fitting.length === times,
    found: list.length > 0 ? `it has\n${list.join("\n")}` : "it has no edge at all",
    marked: fitting.map(({ span }) => span),
  };
}

export interface OrderOptions {
  /** "end": each begins when the one before has ended (as when left out); "start": when it has begun. */
  readonly after?: "start" | "end";
}

/** Each name stands for all of its spans: a step begins with the first of them and ends with the last. */
export function checkOrder(spans: Spans, names: readonly string[], { after = "end" }: OrderOptions): Finding {
  const steps = names.map((name) => ({ name, own: spans.filter((span) => isNamed(span, name)) }));
  const problems = steps.flatMap(({ name, own }, i) => {
    const before = steps[i - 1];
    if (own.length === 0) return [{ text: `there is no ${name}`, own }];
    if (!before || before.own.length === 0) return [];
    const startUs = Math.min(...own.map((span) => span.startUs));
    const afterUs =
      after === "start" ? Math.min(...before.own.map((span) => span.startUs)) : Math.max(...before.own.map(endUs));
    if (startUs >= afterUs) return [];
    const early = `${(afterUs - startUs) / 1000} ms before ${before.name} ${after === "end" ? "has ended" : "begins"}`;
    return [{ text: `${name} begins ${early}`, own }];
  });
  return {
    pass: problems.length === 0,
    found: problems.length > 0 ? problems.map(({ text }) => text).join("; ") : "they do",
    marked: problems.flatMap(({ own }) => own),
  };
}

export function checkAttributes(
  spans: Spans,
  name: string,
  attributes: Readonly<Record<string, unknown>>,
  equals: (actual: unknown, expected: unknown) => boolean,
): Finding {
  const named = spans.filter((span) => isNamed(span, name));
  const valueOf = (span: TracedSpan, key: string) => span.tags.find((tag) => tag.key === key)?.value;
  const fitting = named.filter((span) =>
    Object.entries(attributes).every(([key, expected]) => equals(valueOf(span, key), expected)),
  );
  const shown = named.map((span) => {
    const own = Object.keys(attributes).map((key) => `${key}=${JSON.stringify(valueOf(span, key)) ?? "(none)"}`);
    return `  ${spanLabel(span)}: ${own.join(", ")}`;
  });
  return {
    pass: fitting.length > 0,
    found: named.length > 0 ? `it has\n${[...new Set(shown)].join("\n")}` : `there is no span ${name}`,
    marked: fitting.length > 0 ? fitting : named,
  };
}

/** What a trace may cost at most. */
export interface TraceBudget {
  /** From its first start to its last end. */
  readonly durationMs?: number;
  readonly spans?: number;
  /** Spans by service; a service that isn't named may have any number. */
  readonly perService?: Readonly<Record<string, number>>;
}

export function checkBudget(spans: Spans, { durationMs, spans: spansMax, perService = {} }: TraceBudget): Finding {
  const took = (Math.max(...spans.map(endUs)) - Math.min(...spans.map(({ startUs }) => startUs))) / 1000;
  const over: string[] = [];
  if (durationMs !== undefined && !(took <= durationMs)) over.push(`it takes ${took} ms of ${durationMs}`);
  if (spansMax !== undefined && spans.length > spansMax) over.push(`it has ${spans.length} spans of ${spansMax}`);
  const dear = Object.entries(perService).flatMap(([service, max]) => {
    const own = spans.filter(({ process }) => process.service === service);
    if (own.length <= max) return [];
    over.push(`${service} has ${own.length} spans of ${max}`);
    return own;
  });
  return { pass: over.length === 0, found: over.join("; ") || "it does", marked: dear };
}

/** The names must be met on the critical path in this order; others may lie between. */
export function checkCriticalPath(spans: Spans, names: readonly string[]): Finding {
  const path = criticalPathOf(spans).map(({ span }) => span);
  const missing: string[] = [];
  let from = 0;
  for (const name of names) {
    const at = path.findIndex((span, i) => i >= from && isNamed(span, name));
    if (at < 0) missing.push(name);
    else from = at;
  }
  const steps = path.map(spanLabel).filter((label, i, all) => label !== all[i - 1]);
  return { pass: missing.length === 0, found: `it is\n  ${steps.join("\n  ")}`, marked: [...new Set(path)] };
}

/** Every span in which failure began must have one of the names, and each name be met. Without names any failure will do. */
export function checkFailure(spans: Spans, names: readonly string[]): Finding {
  const failures = failuresOf(spans);
  const known = failures.every((span) => names.some((name) => isNamed(span, name)));
  const met = names.every((name) => failures.some((span) => isNamed(span, name)));
  const where = [...new Set(failures.map(spanLabel))].join(", ");
  return {
    pass: failures.length > 0 && met && (known || names.length === 0),
    found: where ? `it fails at ${where}` : "nothing in it fails",
    marked: failures,
  };
}

export interface WholeOptions {
  /** How far a child may reach out of its parent; 1 when left out (rounding). Clocks of several hosts differ by more. */
  readonly toleranceUs?: number;
}

export function checkWhole(spans: Spans, { toleranceUs = 1 }: WholeOptions): Finding {
  const { roots, orphans, loops, duplicates } = placesOf(spans);
  const index = spanIndexOf(spans);
  const outside = spans.filter((span) => {
    const parent = index.parentOf(span);
    if (!parent) return false;
    return span.startUs < parent.startUs - toleranceUs || endUs(span) > endUs(parent) + toleranceUs;
  });
  const lost = new Set<PlacedSpan>([...orphans, ...loops]);
  const problems = [
    ...(roots.length === 1 ? [] : [`it has ${roots.length} roots`]),
    ...orphans.map((span) => `the parent ${span.parentSpanId} of ${spanLabel(span)} is missing`),
    ...loops.map((span) => `following the parents of ${spanLabel(span)} leads back to it`),
    ...duplicates.map((id) => `span ${id} is there twice`),
    ...outside.map((span) => `${spanLabel(span)} reaches out of its parent`),
  ];
  const marked = [...spans.filter((span) => lost.has(span)), ...outside];
  return { pass: problems.length === 0, found: problems.join("\n") || "it is", marked };
}
