import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";

/** A span that a learner's program has sent. */
export interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** "" for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly durationMs: number;
  readonly attributes: ReadonlyMap<string, string | number | boolean>;
  readonly events: readonly string[];
  /** Its status is "error". */
  readonly isError: boolean;
}

/** Receives OTLP/HTTP as JSON on a free port of this machine. */
export interface SpanReceiver extends AsyncDisposable {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  /** What has arrived once it is as asked for, or after a while. */
  readonly until: (isDone: (spans: readonly SentSpan[]) => boolean, msMax: number) => Promise<readonly SentSpan[]>;
}

const BODY_BYTES_MAX = 256 * 1024;
const SPANS_MAX = 500;
const FORWARD_MS_MAX = 1000;
const STATUS_ERROR = 2;

/** @param forwardTo base of a collector that gets it as well, so that it can be looked at; "" for none. */
export async function startSpanReceiver(forwardTo = ""): Promise<SpanReceiver> {
  const spans: SentSpan[] = [];
  const arrivals = new EventEmitter();
  const server = createServer((request, answer) => {
    void bodyOf(request).then((body) => {
      const read = body === undefined ? undefined : spansIn(body);
      answer.writeHead(read ? 200 : 400, { "content-type": "application/json" }).end("{}");
      spans.push(...(read ?? []).slice(0, SPANS_MAX - spans.length));
      arrivals.emit("spans");
      if (read && forwardTo !== "") void forward(`${forwardTo}/v1/traces`, body ?? "");
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async until(isDone, msMax) {
      const signal = AbortSignal.timeout(msMax);
      while (!isDone(spans) && !signal.aborted) await once(arrivals, "spans", { signal }).catch(() => {});
      return spans;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request) {
      const bytes = Buffer.from(part);
      size += bytes.length;
      if (size > BODY_BYTES_MAX) return undefined;
      parts.push(bytes);
    }
    return Buffer.concat(parts).toString();
  } catch {
    return undefined;
  }
}

async function forward(url: string, body: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(FORWARD_MS_MAX) }).catch(() => {});
}

/** The spans of an OTLP request; undefined when it is none. */
function spansIn(body: string): readonly SentSpan[] | undefined {
  try {
    const request: unknown = JSON.parse(body);
    const scopes = listIn(request, "resourceSpans").flatMap((one) => listIn(one, "scopeSpans"));
    return scopes.flatMap((scope) => listIn(scope, "spans")).map((span) => spanOf(fieldsOf(span)));
  } catch {
    return undefined;
  }
}

function spanOf(span: Readonly<Record<string, unknown>>): SentSpan {
  const nanos = Number(span["endTimeUnixNano"]) - Number(span["startTimeUnixNano"]);
  return {
    traceId: textOf(span["traceId"]),
    spanId: textOf(span["spanId"]),
    parentSpanId: textOf(span["parentSpanId"]),
    name: textOf(span["name"]),
    durationMs: nanos / 1e6,
    attributes: new Map(listIn(span, "attributes").flatMap((attribute) => pairOf(fieldsOf(attribute)))),
    events: listIn(span, "events").map((event) => textOf(fieldsOf(event)["name"])),
    isError: fieldsOf(span["status"])["code"] === STATUS_ERROR,
  };
}

/** Numbers as numbers: OTLP/JSON writes integers as text. */
function pairOf({ key, value }: Readonly<Record<string, unknown>>): [string, string | number | boolean][] {
  const { stringValue, intValue, doubleValue, boolValue } = fieldsOf(value);
  if (typeof stringValue === "string") return [[textOf(key), stringValue]];
  if (typeof boolValue === "boolean") return [[textOf(key), boolValue]];
  const number = Number(intValue ?? doubleValue ?? Number.NaN);
  return Number.isNaN(number) ? [] : [[textOf(key), number]];
}

function listIn(value: unknown, key: string): readonly unknown[] {
  const list = fieldsOf(value)[key];
  return Array.isArray(list) ? list : [];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
