import { expect, type MatcherState } from "vitest";
import * as checks from "./trace-checks.ts";
import type { Finding, OrderOptions, TraceBudget, WholeOptions } from "./trace-checks.ts";
import type { TracedTrace } from "./traced-span.ts";
import { shapeOf } from "./trace-shape.ts";
import { waterfallOf } from "./waterfall.ts";

/**
 * What can be expected of a trace. Spans are named as in shapes: "CartService/GetCart" (any of that operation), "cartservice
 * CartService/GetCart" (of a service), "frontend → CartService/GetCart" (who asks), "cartservice ← …" (who answers).
 */
interface TraceMatchers<R> {
  /** Service `from` calls service `to`, or a database by its system ("sqlite", "redis"); `times` makes it that often. */
  toHaveEdge(from: string, to: string, operation?: string, times?: number): R;
  /** Each begins only when all spans of the name before it have ended (or, by the option, when the first has begun). */
  toHappenInOrder(names: readonly string[], options?: OrderOptions): R;
  /** At least one span of this name has all of these attributes; values may be asymmetric matchers. */
  toHaveAttributes(name: string, attributes: Readonly<Record<string, unknown>>): R;
  toStayWithin(budget: TraceBudget): R;
  /** These are on the critical path, in this order. */
  toHaveCriticalPath(names: readonly string[]): R;
  /** It fails, and these are all the spans in which failure began; without names: it fails somewhere. */
  toFailAt(...names: readonly string[]): R;
  /** One root, no parent missing, no span twice, every child within its parent. */
  toBeWhole(options?: WholeOptions): R;
  /** It has this shape (see shapeOf), given as text or as lines; indentation common to all lines does not count. */
  toMatchTraceShape(shape: string | readonly string[]): R;
}

declare module "vitest" {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends TraceMatchers<R> {}
}

/** A failure's text: what was expected, what was found instead, and the trace. */
function outcome(state: MatcherState, trace: TracedTrace, wanted: string, { pass, found, marked }: Finding) {
  const picture = () => (trace.spans.length > 0 ? waterfallOf(trace.spans, new Set(marked)) : "(no spans)");
  return {
    pass,
    message: () => `expected trace ${trace.traceId} ${state.isNot ? "not " : ""}to ${wanted}: ${found}\n\n${picture()}`,
  };
}

/** Without the indentation that all lines share, and without empty lines around it. */
function dedent(text: string): string {
  const lines = text.split("\n").map((line) => line.trimEnd());
  const filled = lines.filter((line) => line !== "");
  const indent = Math.min(...filled.map((line) => line.length - line.trimStart().length));
  return filled.map((line) => line.slice(indent)).join("\n");
}

expect.extend({
  toHaveEdge(trace: TracedTrace, from: string, to: string, operation?: string, times?: number) {
    const wanted = `have the edge ${from} → ${to}${operation ? ` ${operation}` : ""}${times === undefined ? "" : ` ×${times}`}`;
    return outcome(this, trace, wanted, checks.checkEdge(trace.spans, from, to, operation, times));
  },
  toHappenInOrder(trace: TracedTrace, names: readonly string[], options: OrderOptions = {}) {
    const wanted = `happen in the order ${names.join(", ")}`;
    return outcome(this, trace, wanted, checks.checkOrder(trace.spans, names, options));
  },
  toHaveAttributes(trace: TracedTrace, name: string, attributes: Readonly<Record<string, unknown>>) {
    const wanted = `have ${this.utils.stringify(attributes)} on ${name}`;
    return outcome(this, trace, wanted, checks.checkAttributes(trace.spans, name, attributes, this.equals));
  },
  toStayWithin(trace: TracedTrace, budget: TraceBudget) {
    const wanted = `stay within ${this.utils.stringify(budget)}`;
    return outcome(this, trace, wanted, checks.checkBudget(trace.spans, budget));
  },
  toHaveCriticalPath(trace: TracedTrace, names: readonly string[]) {
    const wanted = `have ${names.join(", ")} on its critical path`;
    return outcome(this, trace, wanted, checks.checkCriticalPath(trace.spans, names));
  },
  toFailAt(trace: TracedTrace, ...names: readonly string[]) {
    const wanted = names.length > 0 ? `fail at ${names.join(", ")}` : "fail";
    return outcome(this, trace, wanted, checks.checkFailure(trace.spans, names));
  },
  toBeWhole(trace: TracedTrace, options: WholeOptions = {}) {
    return outcome(this, trace, "be whole", checks.checkWhole(trace.spans, options));
  },
  toMatchTraceShape(trace: TracedTrace, shape: string | readonly string[]) {
    const [actual, expected] = [shapeOf(trace.spans), dedent(typeof shape === "string" ? shape : shape.join("\n"))];
    const found = `\n${this.utils.diff(expected, actual) ?? "it is the same"}`;
    return outcome(this, trace, "have this shape", { pass: actual === expected, found, marked: [] });
  },
});
