import { person } from "./ui/person.ts";
import { withBasePath } from "./url.ts";
import type {
  Comparison,
  CompletionAnswer,
  FoundIds,
  QueryTerm,
  RelatedTraces,
  RedAnswer,
  SearchAnswer,
  ServiceMap,
  SharedAnswer,
  SpanSources,
  StoreState,
  TraceLinks,
  TraceLogs,
  TraceSummary,
  UploadAnswer,
} from "../src/viewer-api/answers.ts";
import { type JaegerTrace, messageInAnswer, namesInAnswer, tracesInAnswer } from "@hipstershop/traces";

/** An error answer of the API; the message is shown to the user. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
  }
}

/** Returns a checked answer, or throws when it has another shape: a proxy may have replaced it. */
type Read<T> = (body: unknown) => T;

async function fetchJson<T>(path: `/${string}`, read: Read<T>, init?: RequestInit): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(withBasePath(path), init);
  } catch (cause) {
    if (init?.signal?.aborted) throw cause;
    throw new ApiError(0, "The trace store does not answer. Is it still running?");
  }
  const body: unknown = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new ApiError(answer.status, messageIn(body) ?? `The trace store answered ${answer.status}.`);
  try {
    return read(body);
  } catch {
    throw new ApiError(answer.status, `The answer to ${path.split("?", 1)[0]} is not the trace store's.`);
  }
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** The message in an error envelope: the viewer API's and v3's, or v1's. */
function messageIn(body: unknown): string | undefined {
  if (!isFields(body)) return undefined;
  const { message, error } = body;
  return [messageInAnswer(body), isFields(error) ? error["message"] : undefined, message].find(
    (text) => typeof text === "string",
  );
}

/** Checks the lists of an answer, not their elements: the store that serves this viewer has written them. */
function withLists<T>(...names: readonly (keyof T & string)[]): Read<T> {
  const isAnswer = (body: unknown): body is T => isFields(body) && names.every((name) => Array.isArray(body[name]));
  return (body) => {
    if (!isAnswer(body)) throw new TypeError(`an answer without ${names.join(", ")}`);
    return body;
  };
}

function readNothing(): void {}

export async function fetchTrace(id: string, signal: AbortSignal): Promise<JaegerTrace> {
  const path = `/api/traces/${encodeURIComponent(id)}` as const;
  const [trace] = await fetchJson(path, tracesInAnswer, { signal });
  if (!trace) throw new ApiError(404, "trace not found");
  return trace;
}

export function fetchRelatedTraces(id: string, signal: AbortSignal): Promise<RelatedTraces> {
  const path = `/api/view/traces/${encodeURIComponent(id)}/related` as const;
  return fetchJson(path, withLists<RelatedTraces>("traces", "callees"), { signal });
}

export function fetchTraceLinks(id: string, signal: AbortSignal): Promise<TraceLinks> {
  return fetchJson(`/api/view/traces/${encodeURIComponent(id)}/links`, withLists<TraceLinks>("to", "from"), { signal });
}

export function fetchTraceLogs(id: string, signal: AbortSignal): Promise<TraceLogs> {
  return fetchJson(`/api/view/traces/${encodeURIComponent(id)}/logs`, withLists<TraceLogs>("lines"), { signal });
}

export function fetchSources(signal: AbortSignal): Promise<SpanSources> {
  return fetchJson("/api/view/sources", withLists<SpanSources>("spans"), { signal });
}

export function fetchIds(prefix: string, signal: AbortSignal): Promise<FoundIds> {
  return fetchJson(`/api/view/ids?prefix=${encodeURIComponent(prefix)}`, withLists<FoundIds>("traceIDs"), { signal });
}

export function fetchServices(signal: AbortSignal): Promise<readonly string[]> {
  return fetchJson("/api/services", namesInAnswer, { signal });
}

export function fetchOperations(service: string, signal: AbortSignal): Promise<readonly string[]> {
  const path = `/api/services/${encodeURIComponent(service)}/operations` as const;
  return fetchJson(path, namesInAnswer, { signal });
}

export function fetchSearch(query: string, signal: AbortSignal): Promise<SearchAnswer> {
  return fetchJson(`/api/view/search?${query}&by=${person()}`, withLists<SearchAnswer>("traces"), { signal });
}

export function fetchMap(lookbackMs: number, signal: AbortSignal): Promise<ServiceMap> {
  return fetchJson(`/api/view/map?lookbackMs=${lookbackMs}`, withLists<ServiceMap>("nodes", "edges"), { signal });
}

export function fetchRed(lookbackMs: number, service: string, signal: AbortSignal): Promise<RedAnswer> {
  const params = new URLSearchParams({ lookbackMs: String(lookbackMs), ...(service && { service }) });
  return fetchJson(`/api/view/red?${params.toString()}`, withLists<RedAnswer>("rows"), { signal });
}

export function fetchComparison(a: string, b: string, signal: AbortSignal): Promise<Comparison> {
  const params = new URLSearchParams({ a, b, by: person() });
  return fetchJson(`/api/view/compare?${params.toString()}`, withLists<Comparison>("differences", "notes"), { signal });
}

export function fetchShared(query: string, signal: AbortSignal): Promise<SharedAnswer> {
  return fetchJson(`/api/view/shared?${query}&by=${person()}`, withLists<SharedAnswer>("contrasts"), { signal });
}

export async function fetchCompletions(
  key: string | undefined,
  text: string,
  signal: AbortSignal,
): Promise<readonly QueryTerm[]> {
  const params = new URLSearchParams({ ...(key !== undefined && { key }), text });
  const read = withLists<CompletionAnswer>("items");
  return (await fetchJson(`/api/view/completions?${params.toString()}`, read, { signal })).items;
}

export function fetchStore(signal: AbortSignal): Promise<StoreState> {
  return fetchJson("/api/view/store", withLists<StoreState>("services", "faults"), { signal });
}

export function setPin(traceID: string, pinned: boolean): Promise<void> {
  const method = pinned ? "PUT" : "DELETE";
  return fetchJson(`/api/view/pins/${encodeURIComponent(traceID)}?by=${person()}`, readNothing, { method });
}

export function uploadFile(file: File): Promise<UploadAnswer> {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: file };
  return fetchJson("/api/view/upload", withLists<UploadAnswer>("traceIDs"), init);
}

/** The trace in an event of /api/view/follow; undefined when it is not a TraceSummary. */
export function followedTrace(data: unknown): TraceSummary | undefined {
  try {
    return withLists<TraceSummary>("services", "faults")(JSON.parse(String(data)));
  } catch {
    return undefined;
  }
}
