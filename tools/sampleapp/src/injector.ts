import { directFetch } from "@hipstershop/runtime";
import { inSpan, SpanKind, SpanStatusCode, type Telemetry } from "@hipstershop/telemetry";

/** What became of the requests so far. */
export interface InjectorCounts {
  /** Answered with less than 500. */
  readonly ok: number;
  /** Answered with 500 and above. */
  readonly failed: number;
  /** Without an answer: refused, cut off, or not within the time-out. */
  readonly unanswered: number;
}

export interface InjectorOptions {
  /** The URLs to choose from in turn, asked before each request: they may change. */
  readonly targets: () => readonly string[];
  /** Requests per second, to all targets together. */
  readonly rate: number;
  readonly telemetry: Telemetry;
  /** Maximum time for an answer, in milliseconds. */
  readonly timeoutMs?: number;
}

/** A running injector. Disposal sends no more requests, and waits for the answers to those that were sent. */
export interface Injector extends AsyncDisposable {
  readonly counts: InjectorCounts;
}

/** As the original's `curl --max-time 3`. */
const TIMEOUT_MS = 3000;
/** After a longer pause of this process, the requests that were due in it are left out. */
const LATE_MS_MAX = 1000;

/**
 * Sends GET requests at a steady rate, whether or not earlier ones were answered, each over a connection of its own, so
 * that a Kubernetes Service spreads them over its pods. Every request is a trace.
 */
export function startInjector(options: InjectorOptions): Injector {
  const counts = { ok: 0, failed: 0, unanswered: 0 };
  const inFlight = new Set<Promise<void>>();
  const periodMs = 1000 / options.rate;
  let due = performance.now() + periodMs;
  let turn = 0;
  let timer: NodeJS.Timeout | undefined;
  const sendDue = () => {
    const now = performance.now();
    if (now - due > LATE_MS_MAX) due = now;
    for (; due <= now; due += periodMs) {
      const targets = options.targets();
      const target = targets[turn++ % targets.length];
      if (target === undefined) continue;
      const sent = sendRequest(target, options, counts).finally(() => inFlight.delete(sent));
      inFlight.add(sent);
    }
    timer = setTimeout(sendDue, Math.max(0, due - performance.now()));
  };
  timer = setTimeout(sendDue, periodMs);
  return {
    counts,
    async [Symbol.asyncDispose]() {
      clearTimeout(timer);
      await Promise.all(inFlight);
    },
  };
}

type Counting = { -readonly [name in keyof InjectorCounts]: number };

/** Never rejects. */
async function sendRequest(url: string, { telemetry, timeoutMs = TIMEOUT_MS }: InjectorOptions, counts: Counting) {
  const { hostname, port } = new URL(url);
  const attributes = { "http.request.method": "GET", "url.full": url, "server.address": hostname, "server.port": port };
  const send = inSpan(telemetry, "GET", { kind: SpanKind.CLIENT, attributes }, async (span, context) => {
    const headers: Record<string, string> = {};
    telemetry.propagation.inject(context, headers, { set: (carrier, key, value) => void (carrier[key] = value) });
    const answer = await directFetch(url, { headers, signal: AbortSignal.timeout(timeoutMs), redirects: 0 });
    await answer.arrayBuffer();
    span.setAttribute("http.response.status_code", answer.status);
    counts[answer.status < 500 ? "ok" : "failed"] += 1;
    if (answer.status < 500) return;
    span.setAttribute("error.type", String(answer.status));
    span.setStatus({ code: SpanStatusCode.ERROR });
  });
  await send.catch(() => (counts.unanswered += 1));
}
