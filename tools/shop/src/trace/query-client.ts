import { directFetch, parseHttpUrl, shown, UnfitError } from "@hipstershop/runtime";
import { oneLine } from "@hipstershop/text";
import {
  type JaegerTrace,
  messageInAnswer,
  namesInAnswer,
  NotJaegerAnswerError,
  readJaegerTrace,
  type Trace,
  tracesInAnswer,
} from "@hipstershop/traces";

export interface TraceFilter {
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  readonly error?: boolean | undefined;
  /** In Jaeger's notation: "50ms", "1.2s". */
  readonly minDuration?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly limit: number;
}

const ANSWER_LIMIT_MS = 10_000;

/** An error answer of the query API, with its HTTP status; 0 for an answer that cannot be read. */
class AnswerError extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.name = "AnswerError";
    this.status = status;
  }
}

/** A client of Jaeger's query API, which our own trace store and any Jaeger serve. */
export class QueryClient {
  /** For messages: without user name and password, and with control characters escaped. */
  readonly url: string;
  readonly #address: string;

  /** Throws when the text is not an http URL; the error shows it without a possible password. */
  constructor(url: string) {
    this.#address = url.replace(/\/+$/, "");
    const displayed = urlOf(this.#address);
    if (!displayed) throw new Error(`${shown(url)} is not an address such as http://127.0.0.1:16686`);
    displayed.username = displayed.password = "";
    this.url = displayed.href.replace(/\/+$/, "");
  }

  /** The trace in Jaeger's JSON, unchanged. Rejects when the id is invalid or unknown. */
  async jaegerTrace(id: string): Promise<JaegerTrace> {
    if (!/^[0-9a-f]{1,32}$/i.test(id)) throw new Error(`${JSON.stringify(id)} is not a trace id: up to 32 hex digits`);
    const [trace] = await this.#traces(`/api/traces/${id}`).catch((error: unknown) => {
      if (error instanceof AnswerError && error.status === 404)
        throw new Error(`no trace ${id} at ${this.url}`, { cause: error });
      throw error;
    });
    if (!trace) throw new Error(`no trace ${id} at ${this.url}`);
    return trace;
  }

  /** Whether there is a trace with this id, written with or without its zeros in front. */
  async hasTrace(id: string): Promise<boolean> {
    return this.#traces(`/api/traces/${id}`).then(
      (traces) => traces.length > 0,
      (error: unknown) => {
        // Jaeger answers 404 or 400, depending on its store and on the id's length.
        if (error instanceof AnswerError && (error.status === 404 || error.status === 400)) return false;
        throw error;
      },
    );
  }

  async trace(id: string): Promise<Trace> {
    return readJaegerTrace(await this.jaegerTrace(id));
  }

  /** Traces, newest first. Where a search requires a service (Jaeger's own stores), every service is searched. */
  async search(filter: TraceFilter): Promise<Trace[]> {
    try {
      return newestTraces(await this.#searchOne(filter), filter.limit);
    } catch (error) {
      if (filter.service !== undefined || !(error instanceof AnswerError) || error.status !== 400) throw error;
      const services = await this.services().catch(() => []);
      if (services.length === 0) throw error;
      const found = await Promise.all(services.map((service) => this.#searchOne({ ...filter, service })));
      return newestTraces(found.flat(), filter.limit);
    }
  }

  async services(): Promise<readonly string[]> {
    return this.#checked("/api/services", namesInAnswer);
  }

  /** The JSON of a path that only our own store has; undefined when the API does not have it. */
  async jsonIfServed(path: string): Promise<unknown> {
    return this.#json(path).catch((error: unknown) => {
      if (error instanceof AnswerError) return undefined;
      throw error;
    });
  }

  async #searchOne({ service, operation, error, minDuration, tags, limit }: TraceFilter): Promise<Trace[]> {
    const params = new URLSearchParams({ limit: String(limit), lookback: "48h" });
    if (service) params.set("service", service);
    if (operation) params.set("operation", operation);
    if (minDuration) params.set("minDuration", minDuration);
    const wanted = { ...tags, ...(error ? { error: "true" } : {}) };
    if (Object.keys(wanted).length > 0) params.set("tags", JSON.stringify(wanted));
    return (await this.#traces(`/api/traces?${params.toString()}`)).map(readJaegerTrace);
  }

  #traces(path: string): Promise<readonly JaegerTrace[]> {
    return this.#checked(path, tracesInAnswer);
  }

  async #checked<T>(path: string, read: (answer: unknown) => T): Promise<T> {
    const answer = await this.#json(path);
    try {
      return read(answer);
    } catch (error) {
      if (!(error instanceof NotJaegerAnswerError)) throw error;
      throw new Error(`${this.url}${oneLine(path)}: ${error.message}`, { cause: error });
    }
  }

  async #json(path: string): Promise<unknown> {
    const response = await this.openPath(path, "application/json", AbortSignal.timeout(ANSWER_LIMIT_MS));
    const text = await response.text();
    const answer = jsonOf(text);
    if (!response.ok) {
      const message = messageInAnswer(answer) ?? text.slice(0, 200);
      throw new AnswerError(`${this.url} answers ${response.status}: ${oneLine(message)}`, response.status);
    }
    if (answer === undefined)
      throw new AnswerError(`${this.url}${oneLine(path)} does not answer JSON: no Jaeger query API there?`, 0);
    return answer;
  }

  /** The response for a path, of any status; rejects when there is no connection. */
  async openPath(path: string, accept: string, signal: AbortSignal): Promise<Response> {
    try {
      return await directFetch(this.#address + path, { headers: { accept }, signal });
    } catch (cause) {
      throw new Error(`nothing answers at ${this.url}: is a shop, or a Jaeger, running there?`, { cause });
    }
  }
}

function newestTraces(traces: readonly Trace[], limit: number): Trace[] {
  const unique = new Map(traces.map((trace) => [trace.traceId, trace]));
  return [...unique.values()].sort((a, b) => b.startUs - a.startUs).slice(0, limit);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function urlOf(text: string): URL | undefined {
  try {
    return parseHttpUrl(text);
  } catch (error) {
    if (error instanceof UnfitError) return undefined;
    throw error;
  }
}
