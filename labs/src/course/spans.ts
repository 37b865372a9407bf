import { APP_FAULT } from "@hipstershop/faults/names";
import { shortOperation, type Span } from "@hipstershop/traces";
import { attribute } from "./find-spans.ts";
import type { CheckContext } from "./lab.ts";
import { TraceApiError } from "./trace-api-error.ts";
import { isWhole, type ReadTrace } from "./trace-reader.ts";

/** The trace id of one of the scene's clicks. */
export function idOf({ scene }: Pick<CheckContext, "scene">, click: string): string {
  return scene.clicks[click]?.traceId ?? "";
}

/**
 * The whole trace of one of the scene's clicks, in which a fault acted if the click asked for one that always acts. Rejects
 * with a TraceApiError, which a check answers with "not yet".
 */
export async function traceOf(context: CheckContext, click: string): Promise<WholeTrace> {
  const trace = await wholeTrace(context, idOf(context, click), `“${click}”`);
  const fault = context.scene.clicks[click]?.fault;
  if (fault === undefined || hasFault(trace)) return trace;
  // The span of a call that failed may come after its caller's.
  const settled = await context.traces.settled(trace.traceId);
  if (settled.root && hasFault(settled)) return { ...settled, root: settled.root };
  throw new TraceApiError(
    `the fault ${fault}, which “${click}” asked for, did not act. The shop must take faults from requests: FAULTS_FROM_BAGGAGE=on`,
  );
}

function hasFault({ spans }: ReadTrace): boolean {
  return spans.some((span) => tagText(span, APP_FAULT) !== "");
}

/** A trace of which nothing is missing. */
export interface WholeTrace extends ReadTrace {
  readonly root: Span;
}

/** The whole trace of this id; the name is for the error. */
export async function wholeTrace({ traces }: CheckContext, traceId: string, name: string): Promise<WholeTrace> {
  const trace = await traces.whole(traceId);
  if (!trace.root || !isWhole(trace))
    throw new TraceApiError(`the trace of ${name} has not arrived as a whole yet. Traces take a second or two`);
  return { ...trace, root: trace.root };
}

/** The calls of an rpc, such as "GetQuote": its client spans, in order of their start. */
export function callsOf({ spans }: ReadTrace, rpc: string, caller?: string): readonly Span[] {
  return spans
    .filter(({ kind, operation, process }) => {
      const isOfCaller = caller === undefined || process.service === caller;
      return kind === "client" && isOfCaller && shortOperation(operation).split("/").at(-1) === rpc;
    })
    .toSorted((a, b) => a.startUs - b.startUs);
}

/** The value of an attribute as text; "" when the span has none of this key. */
export function tagText(span: Span, key: string): string {
  return String(attribute(span, key) ?? "");
}

export function endOf({ startUs, durationUs }: Span): number {
  return startUs + durationUs;
}

/** True when a number is within a share, such as 0.1, or an amount of another. */
export function isNear(value: number, wanted: number, { share, atLeast }: { share: number; atLeast: number }): boolean {
  return Math.abs(value - wanted) <= Math.max(atLeast, Math.abs(wanted) * share);
}
