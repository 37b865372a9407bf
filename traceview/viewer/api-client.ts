import { withBasePath } from "./url.ts";
import type {
  Comparison,
  RelatedTrace,
  RedAnswer,
  SearchAnswer,
  ServiceMap,
  StoreState,
  UploadAnswer,
} from "../src/viewer-api/answers.ts";
import type { JaegerTrace } from "@hipstershop/traces";

/** An error answer of the API; the message is shown to the user. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
  }
}

async function fetchJson<T>(path: `/${string}`, init?: RequestInit): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(withBasePath(path), init);
  } catch (cause) {
    if (init?.signal?.aborted) throw cause;
    throw new ApiError(0, "The trace store does not answer. Is it still running?");
  }
  const body: unknown = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new ApiError(answer.status, messageIn(body) ?? `The trace store answered ${answer.status}.`);
  return body as T;
}

/** The message in an error envelope: the viewer API's and v3's, or v1's. */
function messageIn(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { message, error, errors } = body as {
    message?: string;
    error?: { message?: string };
    errors?: { msg: string }[];
  };
  return errors?.[0]?.msg ?? error?.message ?? message;
}

interface Envelope<T> {
  readonly data: T;
}

export async function fetchTrace(id: string, signal: AbortSignal): Promise<JaegerTrace> {
  const { data } = await fetchJson<Envelope<readonly JaegerTrace[]>>(`/api/traces/${encodeURIComponent(id)}`, {
    signal,
  });
  const [trace] = data;
  if (!trace) throw new ApiError(404, "trace not found");
  return trace;
}

export function fetchRelatedTraces(id: string, signal: AbortSignal): Promise<readonly RelatedTrace[]> {
  return fetchJson(`/api/view/traces/${encodeURIComponent(id)}/kin`, { signal });
}

export async function fetchServices(signal: AbortSignal): Promise<readonly string[]> {
  return (await fetchJson<Envelope<readonly string[]>>("/api/services", { signal })).data;
}

export async function fetchOperations(service: string, signal: AbortSignal): Promise<readonly string[]> {
  const path = `/api/services/${encodeURIComponent(service)}/operations` as const;
  return (await fetchJson<Envelope<readonly string[]>>(path, { signal })).data;
}

export function fetchSearch(query: string, signal: AbortSignal): Promise<SearchAnswer> {
  return fetchJson(`/api/view/search?${query}`, { signal });
}

export function fetchMap(lookbackMs: number, signal: AbortSignal): Promise<ServiceMap> {
  return fetchJson(`/api/view/map?lookbackMs=${lookbackMs}`, { signal });
}

export function fetchRed(lookbackMs: number, service: string, signal: AbortSignal): Promise<RedAnswer> {
  const params = new URLSearchParams({ lookbackMs: String(lookbackMs), ...(service && { service }) });
  return fetchJson(`/api/view/red?${params.toString()}`, { signal });
}

export function fetchComparison(a: string, b: string, signal: AbortSignal): Promise<Comparison> {
  return fetchJson(`/api/view/compare?${new URLSearchParams({ a, b }).toString()}`, { signal });
}

export function fetchStore(signal: AbortSignal): Promise<StoreState> {
  return fetchJson("/api/view/store", { signal });
}

export async function setPin(traceID: string, pinned: boolean): Promise<void> {
  await fetchJson(`/api/view/pins/${encodeURIComponent(traceID)}`, { method: pinned ? "PUT" : "DELETE" });
}

export function uploadFile(file: File): Promise<UploadAnswer> {
  return fetchJson("/api/view/upload", { method: "POST", headers: { "content-type": "application/json" }, body: file });
}
