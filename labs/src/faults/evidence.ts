import { setTimeout as delay } from "node:timers/promises";
import { APP_FAULT, APP_FAULT_IGNORED } from "@hipstershop/faults/names";
import { directFetch } from "@hipstershop/runtime";
import { type JaegerTrace, readJaegerTrace, tracesInAnswer } from "@hipstershop/traces";

const ANSWER_MS_MAX = 2000;

/** What the trace of a click says about a fault that it asked for. */
export type Evidence =
  /** Spans in which it acted, as "paymentservice: PaymentService/Charge". */
  | { readonly kind: "acted"; readonly spans: readonly string[] }
  /** It was asked for and did not act: the reason, as the shop tells it. */
  | { readonly kind: "ignored"; readonly reason: string }
  /** The trace is there, and knows nothing of the fault. */
  | { readonly kind: "untouched"; readonly spans: number }
  | { readonly kind: "missing" }
  /** The traces can't be asked; why, as a sentence. */
  | { readonly kind: "unknown"; readonly why: string };

/** How long to wait for a trace. */
export interface Patience {
  readonly atMostMs: number;
  readonly everyMs: number;
  /** A trace that has not grown for this long is taken as complete. */
  readonly settledMs: number;
}

const PATIENCE: Patience = { atMostMs: 5000, everyMs: 100, settledMs: 1500 };

/** Looks for a trace until it shows the fault, has settled, or the patience is at its end. */
export async function awaitEvidence(
  tracesApi: string,
  traceId: string,
  fault: string,
  patience = PATIENCE,
): Promise<Evidence> {
  const start = performance.now();
  let [grownAt, size] = [start, 0];
  for (;;) {
    const evidence = await lookForEvidence(tracesApi, traceId, fault);
    const now = performance.now();
    if (evidence.kind === "acted" || evidence.kind === "ignored" || now - start >= patience.atMostMs) return evidence;
    if (evidence.kind === "untouched") {
      if (evidence.spans > size) [grownAt, size] = [now, evidence.spans];
      if (now - grownAt >= patience.settledMs) return evidence;
    } else if (evidence.kind === "unknown") return evidence;
    await delay(patience.everyMs);
  }
}

/** What the trace says now. Any Jaeger's query API will do. */
export async function lookForEvidence(tracesApi: string, traceId: string, fault: string): Promise<Evidence> {
  if (tracesApi === "") return { kind: "unknown", why: "TRACES_API is not set." };
  const address = `${tracesApi.replace(/\/+$/, "")}/api/traces/${traceId}`;
  try {
    const answer = await directFetch(address, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    const body: unknown = await answer.json();
    if (answer.status === 404) return { kind: "missing" };
    if (!answer.ok) return { kind: "unknown", why: `The trace API answered ${answer.status}.` };
    const [trace] = tracesInAnswer(body);
    return trace ? evidenceIn(trace, fault) : { kind: "missing" };
  } catch {
    return { kind: "unknown", why: "The trace API (TRACES_API) does not answer as a Jaeger does." };
  }
}

function evidenceIn(jaegerTrace: JaegerTrace, fault: string): Evidence {
  const { spans } = readJaegerTrace(jaegerTrace);
  const found = (key: string) =>
    spans.flatMap((span) => {
      const values = span.tags.filter((tag) => tag.key === key).flatMap(({ value }) => String(value).split("+"));
      return values.filter((value) => value.startsWith(`${fault}:`)).map((value) => ({ span, value }));
    });
  const acted = found(APP_FAULT);
  if (acted.length > 0) {
    const places = acted.map(({ span }) => `${span.process.service}: ${span.operation.replace(/^hipstershop\./, "")}`);
    return { kind: "acted", spans: [...new Set(places)] };
  }
  const [ignored] = found(APP_FAULT_IGNORED);
  return ignored ? { kind: "ignored", reason: ignored.value } : { kind: "untouched", spans: spans.length };
}
