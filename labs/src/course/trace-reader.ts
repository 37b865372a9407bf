import { setTimeout as pause } from "node:timers/promises";
import { directFetch } from "@hipstershop/runtime";
import { readJaegerTrace, type Span, tracesInAnswer, treeOf, type TreeNode } from "@hipstershop/traces";
import { TraceApiError } from "./trace-api-error.ts";
import { type Found, type Period, searchTraces } from "./trace-search.ts";

/** Reads traces from anything with Jaeger's query API. */
export interface TraceReader {
  /** Base of the query API, without a slash at its end. */
  readonly api: string;
  /**
   * The trace once all of it has arrived: it has one root, no parent is missing, every rpc has its server span, and it has
   * not grown between two looks. After a while, as much as there is. Rejects with a TraceApiError.
   *
   * @param caller id of a span outside the shop that began the trace and is never sent: the span below it is the root.
   */
  readonly whole: (traceId: string, caller?: string) => Promise<ReadTrace>;
  /** The trace as it is now, once it has at least this many spans or has not grown for a while. For broken traces. */
  readonly settled: (traceId: string, spans?: number) => Promise<ReadTrace>;
  /** The traces that a query finds in the store. Rejects with a TraceApiError. */
  readonly search: (query: string, period: Period) => Promise<Found>;
  /** The trace as soon as it is as asked for; after a while, as it is then. */
  readonly until: (traceId: string, isDone: (trace: ReadTrace) => boolean) => Promise<ReadTrace>;
}

/** A trace and its tree. Empty when nothing of it arrived. */
export interface ReadTrace {
  readonly traceId: string;
  readonly spans: readonly Span[];
  readonly nodes: readonly TreeNode<Span>[];
  /** The root: the first span without a parent; undefined when there is none. */
  readonly root: Span | undefined;
}

/** A busy machine may take its time: a late verdict is better than none. */
const ANSWER_MS_MAX = 5000;
const POLL_MS = 60;
/** A check takes 2 s at most: a trace that is still incomplete then is judged as it is. */
const WHOLE_MS_MAX = 1500;
/** A trace that has not grown for this long has settled: exporters send every second. */
const SETTLED_MS = 1200;

/** @param base base of the query API, such as http://127.0.0.1:16686 */
export function traceReader(base: string): TraceReader {
  const api = base.replace(/\/+$/, "");
  return {
    api,
    until: (traceId, isDone) => readUntil(api, traceId, WHOLE_MS_MAX, isDone),
    whole: async (traceId, caller = "") => {
      const trace = await readUntil(api, traceId, WHOLE_MS_MAX, (read) => isWhole(read, caller));
      return caller === "" ? trace : { ...trace, root: entryOf(trace, caller) };
    },
    settled: async (traceId, spans = Infinity) => {
      let [grownAt, size] = [performance.now(), -1];
      return readUntil(api, traceId, WHOLE_MS_MAX + SETTLED_MS, (trace) => {
        const now = performance.now();
        if (trace.spans.length > size) [grownAt, size] = [now, trace.spans.length];
        return trace.spans.length >= spans || (size > 0 && (isOld(trace) || now - grownAt >= SETTLED_MS));
      });
    },
    search: (query, period) => searchTraces(api, query, period),
  };
}

async function readUntil(
  api: string,
  traceId: string,
  atMostMs: number,
  isDone: (trace: ReadTrace) => boolean,
): Promise<ReadTrace> {
  const end = performance.now() + atMostMs;
  for (;;) {
    const trace = await look(api, traceId);
    if (isDone(trace) || performance.now() >= end) return trace;
    await pause(POLL_MS);
  }
}

async function look(api: string, traceId: string): Promise<ReadTrace> {
  const address = `${api}/api/traces/${traceId}`;
  try {
    const answer = await directFetch(address, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    const body: unknown = await answer.json();
    const [trace] = answer.ok ? tracesInAnswer(body) : [];
    if (!answer.ok && answer.status !== 404) throw new TraceApiError(`the trace API answered ${answer.status}`);
    return readTrace(traceId, trace ? readJaegerTrace(trace).spans : []);
  } catch (cause) {
    if (cause instanceof TraceApiError) throw cause;
    throw new TraceApiError(`the trace API at ${api} does not answer as a Jaeger does`, { cause });
  }
}

/** What a caller says of a call without having had an answer. */
const STATUSES_OF_CALLERS = new Set(["UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED"]);

/** A trace of these spans, by their starts: a Jaeger lists them as they arrived. */
export function readTrace(traceId: string, unsorted: readonly Span[]): ReadTrace {
  const spans = unsorted.toSorted((a, b) => a.startUs - b.startUs);
  return { traceId, spans, nodes: treeOf(spans).nodes, root: spans.find(({ parentSpanId }) => parentSpanId === "") };
}

/** True when nothing of the trace seems to be missing; `caller` as for `whole`. */
export function isWhole(trace: ReadTrace, caller = ""): boolean {
  const { nodes } = trace;
  if (!entryOf(trace, caller)) return false;
  if (nodes.some(({ place, span }) => place === "orphan" && span.parentSpanId !== caller)) return false;
  return isAnswered({ nodes });
}

/** Whether every rpc in the trace that succeeded has its server span. */
export function isAnswered({ nodes }: Pick<ReadTrace, "nodes">): boolean {
  return nodes.every((node) => !isUnanswered(node));
}

function entryOf({ spans }: ReadTrace, caller: string): Span | undefined {
  return spans.find(({ parentSpanId }) => parentSpanId === caller);
}

function isUnanswered({ span, children }: TreeNode<Span>): boolean {
  const isRpc = span.kind === "client" && span.tags.some(({ key }) => key.startsWith("rpc.system"));
  return isRpc && !mayBeAlone(span) && !children.some((child) => child.span.kind === "server");
}

/** True for a call that failed in a way that leaves open whether anybody received it. */
function mayBeAlone({ error, tags }: Span): boolean {
  const status = tags.find(({ key }) => key === "rpc.response.status_code")?.value;
  return error && (status === undefined || STATUSES_OF_CALLERS.has(String(status)));
}

/** Ended so long ago that nothing of it is on its way. */
function isOld({ spans }: ReadTrace): boolean {
  const end = Math.max(...spans.map(({ startUs, durationUs }) => startUs + durationUs));
  return Date.now() * 1000 - end > 10_000_000;
}
