import { setTimeout as pause } from "node:timers/promises";
import type { Span } from "@hipstershop/traces";
import { serverSpan } from "../src/course/find-spans.ts";
import type { CheckContext } from "../src/course/lab.ts";
import { idOf, tagText, type WholeTrace, wholeTrace } from "../src/course/spans.ts";

/** The worker begins two to three seconds after the order failed; its spans take another second. */
const FINISHES_MS_MAX = 15_000;
const LOOK_EVERY_MS = 250;

/** How the order that was left came to its end. */
export interface Finished {
  /** The order's PlaceOrder. */
  readonly left: Span;
  /** The worker's trace, and its first span. */
  readonly trace: WholeTrace;
  readonly span: Span;
  /** Ids of traces in which the worker tried, and had to leave the order again. */
  readonly inVain: readonly string[];
}

/**
 * The worker's trace that brought the order “left” to its end; undefined when there is none yet. It is found as people
 * find it: by the order's id, then by its link. Rejects with a TraceApiError.
 */
export async function finishedOrder(context: CheckContext): Promise<Finished | undefined> {
  const order = await wholeTrace(context, idOf(context, "left"), "“left”");
  const left = serverSpan(order, "PlaceOrder");
  if (!left) return undefined;
  const query = `service=checkoutservice app.order.id="${tagText(left, "app.order.id")}"`;
  const period = { fromUs: left.startUs, toUs: Date.now() * 1000 };
  const { traceIds } = await context.traces.search(query, period);
  const others = await Promise.all(traceIds.filter((id) => id !== order.traceId).map((id) => context.traces.whole(id)));
  const linked = others.filter(({ root }) => root?.links.some(({ spanId }) => spanId === left.spanId));
  const trace = linked.find(({ root }) => root && tagText(root, "app.order.outcome") !== "");
  if (!trace?.root) return undefined;
  const inVain = linked.filter((one) => one !== trace).map(({ traceId }) => traceId);
  return { left, trace: { ...trace, root: trace.root }, span: trace.root, inVain };
}

/** The same, once the worker has come; undefined when it does not. */
export async function untilFinished(context: CheckContext): Promise<Finished | undefined> {
  const end = performance.now() + FINISHES_MS_MAX;
  for (;;) {
    const finished = await finishedOrder(context);
    if (finished || performance.now() > end) return finished;
    await pause(LOOK_EVERY_MS);
  }
}
