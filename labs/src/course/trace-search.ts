import { directFetch } from "@hipstershop/runtime";
import { messageInAnswer, tracesInAnswer } from "@hipstershop/traces";
import { TraceApiError } from "./trace-api-error.ts";

/** Microseconds since 1970. */
export interface Period {
  readonly fromUs: number;
  readonly toUs: number;
}

export interface Found {
  /** Ids of 32 hex digits. */
  readonly traceIds: readonly string[];
  /** Why the query can't be run, as a sentence; "" when it was. */
  readonly problem: string;
}

const ANSWER_MS_MAX = 5000;
const LIMIT = 1500;

/**
 * Runs a query in the store: in the language of this shop's viewer if the store is one, otherwise as a Jaeger's search,
 * which knows `key=value` joined by spaces. An address of the viewer's search page is understood as well.
 */
export async function searchTraces(api: string, query: string, period: Period): Promise<Found> {
  const base = api.replace(/\/+$/, "");
  const text = queryIn(query);
  return (await searchViewer(base, text, period)) ?? searchJaeger(base, text, period);
}

/** The `q` of a search page's address, any other text as it is. */
export function queryIn(text: string): string {
  return (/^https?:.*\/search\?/.test(text) ? URL.parse(text)?.searchParams.get("q") : undefined) ?? text;
}

/** Undefined when the store does not speak the viewer's language. */
async function searchViewer(base: string, q: string, { fromUs, toUs }: Period): Promise<Found | undefined> {
  const params = new URLSearchParams({ q, start: String(fromUs), end: String(toUs), limit: String(LIMIT) });
  const { status, body } = await answerOf(`${base}/api/view/search?${params.toString()}`);
  if (status !== 200 || typeof body !== "object" || body === null || !("traces" in body)) return undefined;
  const problem: unknown = "problem" in body ? body.problem : undefined;
  if (typeof problem === "object" && problem !== null && "message" in problem)
    return { traceIds: [], problem: `The search does not understand that: ${String(problem.message)}.` };
  const traces: readonly unknown[] = Array.isArray(body.traces) ? body.traces : [];
  const ids = traces.map((trace) =>
    typeof trace === "object" && trace !== null && "traceID" in trace ? String(trace.traceID) : "",
  );
  return { traceIds: ids.map(padded), problem: "" };
}

async function searchJaeger(base: string, query: string, { fromUs, toUs }: Period): Promise<Found> {
  const conditions = conditionsIn(query);
  if (!conditions) {
    const problem = "This store is a Jaeger. Its search takes key=value, several with spaces between them, and error.";
    return { traceIds: [], problem };
  }
  const { service, operation, ...tags } = conditions;
  const params = new URLSearchParams({
    // A Jaeger's search needs a service. Every request of the shop passes the frontend.
    service: service ?? "frontend",
    ...(operation !== undefined && { operation }),
    tags: JSON.stringify(tags),
    start: String(fromUs),
    end: String(toUs),
    limit: String(LIMIT),
  });
  const { status, body } = await answerOf(`${base}/api/traces?${params.toString()}`);
  if (status !== 200) throw new TraceApiError(`the trace API answered ${status} ${messageInAnswer(body) ?? ""}`.trim());
  return { traceIds: tracesInAnswer(body).map(({ traceID }) => padded(traceID)), problem: "" };
}

/** `a=b c="d e" error` as keys and values; undefined for anything else. */
export function conditionsIn(query: string): Readonly<Record<string, string>> | undefined {
  const pairs = /^\s*(?:[\w.-]+(?:=(?:"[^"]*"|[^\s"()]+))?(?:\s+|$))+$/;
  if (!pairs.test(query)) return undefined;
  const found: Record<string, string> = {};
  for (const [, key = "", quoted, plain] of query.matchAll(/([\w.-]+)(?:=(?:"([^"]*)"|([^\s"()]+)))?/g)) {
    const value = quoted ?? plain ?? (key === "error" ? "true" : undefined);
    if (key === "AND" || value === undefined) {
      if (key !== "AND") return undefined;
      continue;
    }
    found[key] = value;
  }
  return found;
}

async function answerOf(address: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await directFetch(address, { signal: AbortSignal.timeout(ANSWER_MS_MAX) }).catch((cause: unknown) => {
    throw new TraceApiError(`the trace API at ${new URL(address).origin} does not answer`, { cause });
  });
  const text = await answer.text();
  try {
    const body: unknown = JSON.parse(text);
    return { status: answer.status, body };
  } catch {
    return { status: answer.status, body: undefined };
  }
}

function padded(id: string): string {
  return id.toLowerCase().padStart(32, "0");
}
