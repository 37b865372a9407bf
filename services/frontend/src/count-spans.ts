import { directFetch } from "@hipstershop/runtime";
import * as z from "zod";

/** The visitor's browser waits for the number beside a finished page. */
const ANSWER_MS_MAX = 1000;
/** How long a store that does not answer is left alone. */
const PAUSE_MS = 30_000;
const AT_ONCE_MAX = 10;

const tag = z.object({ key: z.string(), value: z.unknown() });
const span = z.object({
  spanID: z.string(),
  references: z.array(z.object({ spanID: z.string() })).nullish(),
  tags: z.array(tag).nullish(),
});
const answer = z.object({ data: z.array(z.object({ spans: z.array(span) })) });
type JaegerSpan = z.infer<typeof span>;

/** How many spans of a trace have arrived at the store. */
export interface SpanCount {
  readonly spans: number;
  /** Whether none is known to be missing. */
  readonly complete: boolean;
}

/** Counts the spans of traces by asking a trace store with Jaeger's query API. The questions leave no spans. */
export class SpanCounter {
  readonly #tracesApi: string;
  #atWork = 0;
  #pausedUntil = 0;

  constructor(tracesApi: string) {
    this.#tracesApi = tracesApi.replace(/\/+$/, "");
  }

  /** undefined when the store can't be asked; no spans while the trace has not arrived. */
  async count(traceId: string): Promise<SpanCount | undefined> {
    if (this.#tracesApi === "" || this.#atWork >= AT_ONCE_MAX || Date.now() < this.#pausedUntil) return undefined;
    this.#atWork += 1;
    try {
      const signal = AbortSignal.timeout(ANSWER_MS_MAX);
      const found = await directFetch(`${this.#tracesApi}/api/traces/${traceId}`, { signal });
      const body: unknown = await found.json();
      return found.status === 404 ? { spans: 0, complete: false } : countIn(answer.parse(body).data[0]?.spans ?? []);
    } catch {
      this.#pausedUntil = Date.now() + PAUSE_MS;
      return undefined;
    } finally {
      this.#atWork -= 1;
    }
  }
}

/**
 * A trace is complete when every call has been answered and only one span, the first, has its parent elsewhere: spans of
 * one process arrive together, those of others some time later.
 */
function countIn(spans: readonly JaegerSpan[]): SpanCount {
  const ids = new Set(spans.map(({ spanID }) => spanID));
  const parents = new Map(spans.map(({ spanID, references }) => [spanID, references?.[0]?.spanID]));
  const answered = new Set(parents.values());
  const roots = [...parents.values()].filter((parent) => parent === undefined || !ids.has(parent));
  const isUnanswered = (one: JaegerSpan) => isCall(one) && !answered.has(one.spanID);
  return { spans: ids.size, complete: roots.length === 1 && !spans.some(isUnanswered) };
}

/** Whether another process must have a span for it. A failed call may have reached nobody. */
function isCall({ tags }: JaegerSpan): boolean {
  const values = new Map(tags?.map(({ key, value }) => [key, value]));
  const isRpc = values.has("rpc.system") || values.has("rpc.system.name");
  return isRpc && values.get("span.kind") === "client" && values.get("error") !== true;
}
