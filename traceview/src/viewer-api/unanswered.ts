import { APP_FAULT } from "@hipstershop/faults/names";
import { isAnswer, type Span } from "@hipstershop/traces";
import { type Callee, calleeOf, textOf } from "../store/callee.ts";
import type { SpanStore } from "../store/span-store.ts";
import type { StoredTrace } from "../store/stored-trace.ts";
import type { UnansweredService } from "./answers.ts";

/** Time for exporters: a call is judged when its span has been here that long. */
const TOLERANCE_MS = 10_000;
/** Calls that ended longer ago are not looked at. */
const WINDOW_MS = 120_000;
/**
 * Unanswered calls in a row that are an alarm where more than FEW were answered, since single spans get lost under load,
 * and where all of them ran into their deadline: the callee may only have been slow, as at its start.
 */
const IN_A_ROW = 3;
const FEW = 3;
/** The same for calls between answered ones, as of a service of which one replica's spans are lost. */
const AMONG_MIN = 5;
const AMONG_SHARE = 0.2;
const PROBLEM_LENGTH_MAX = 200;

interface Call {
  readonly caller: string;
  readonly endMs: number;
  /** "lost": the caller got an answer, but there is no span of it. "failed": it got none; "late": not in time. */
  readonly outcome: "answered" | "lost" | "failed" | "late";
  readonly problem: string;
}

interface CalledService {
  readonly name: string;
  readonly known: boolean;
  readonly calls: Call[];
}

/**
 * Services that are called without leaving a span: client spans of the last two minutes that no server span answers. A
 * service that nobody calls is not silent. Web servers that never left a span are not among them: they are outside.
 */
export function unansweredServices(
  store: SpanStore,
  expectedServices: readonly string[],
  nowMs: number,
): UnansweredService[] {
  const names = new Set([...expectedServices, ...store.seenServices()]);
  const services = new Map<string, CalledService>();
  const named = new Map<string, ReturnType<typeof nameOf>>();
  for (const trace of store.traces()) {
    if (trace.endUs < (nowMs - WINDOW_MS) * 1000 || trace.arrivedMs > nowMs - TOLERANCE_MS) continue;
    for (const { callee, call } of callsIn(trace, nowMs)) {
      const { name, known } = named.get(callee.key) ?? nameOf(callee, store, names);
      named.set(callee.key, { name, known });
      if (!known && callee.family === "" && !callee.key.startsWith("rpc ")) continue;
      const service = services.get(name) ?? { name, known, calls: [] };
      services.set(name, service);
      service.calls.push(call);
    }
  }
  return [...services.values()]
    .flatMap((service) => judge(service, store, nowMs) ?? [])
    .toSorted((a, b) => Number(b.known) - Number(a.known) || a.name.localeCompare(b.name));
}

/** The service that a callee is: the one that has answered there, or that is called alike ("PaymentService"). */
function nameOf(callee: Callee, store: SpanStore, names: ReadonlySet<string>): { name: string; known: boolean } {
  const answering = store.callees.serviceOf(callee);
  if (answering !== undefined) return { name: answering, known: true };
  const alike = [...names].find((name) => lettersOf(name) === lettersOf(callee.label));
  if (alike !== undefined) return { name: alike, known: true };
  return { name: callee.label, known: store.callees.isRelative(callee) };
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^\da-z]/g, "");
}

function* callsIn(trace: StoredTrace, nowMs: number): Iterable<{ readonly callee: Callee; readonly call: Call }> {
  const answered = answeredIds(trace.sent);
  for (const span of trace.sent) {
    const endMs = (span.startUs + span.durationUs) / 1000;
    if (span.kind !== "client" || endMs < nowMs - WINDOW_MS || endMs > nowMs - TOLERANCE_MS) continue;
    if ((span.flags & 1) === 0) continue;
    const callee = calleeOf(span);
    const outcome = callee && (answered.has(span.spanId) ? "answered" : outcomeOf(span));
    if (!callee || !outcome) continue;
    yield { callee, call: { caller: span.process.service, endMs, outcome, problem: problemOf(span) } };
  }
}

/** Ids of spans with an answer: a server span below them, or with the same id (Zipkin), or a span of another service. */
function answeredIds(spans: readonly Span[]): ReadonlySet<string> {
  const callers = new Map(spans.filter(({ kind }) => kind === "client").map((span) => [span.spanId, span]));
  const answered = new Set<string>();
  for (const span of spans) {
    const parent = callers.get(span.parentSpanId);
    if (parent && (isAnswer(span) || parent.process.service !== span.process.service)) answered.add(span.parentSpanId);
    if (isAnswer(span) && callers.has(span.spanId)) answered.add(span.spanId);
  }
  return answered;
}

const NO_ANSWER = new Set(["UNAVAILABLE", "14"]);
const TOO_LATE = new Set(["DEADLINE_EXCEEDED", "4"]);
const GIVEN_UP = new Set(["CANCELLED", "1"]);

/**
 * Undefined for a call that its caller gave up: nobody knows whether it arrived. And for one in which a fault acted on
 * purpose: it says nothing of the callee, and is one learner's alone.
 */
function outcomeOf(span: Span): "lost" | "failed" | "late" | undefined {
  if (textOf(span, APP_FAULT) !== "") return undefined;
  const code = rpcStatus(span);
  if (GIVEN_UP.has(code)) return undefined;
  if (NO_ANSWER.has(code)) return "failed";
  if (TOO_LATE.has(code)) return "late";
  const status = textOf(span, "http.response.status_code") || textOf(span, "http.status_code");
  return span.error && code === "" && (status === "" || status === "0") ? "failed" : "lost";
}

function rpcStatus(span: Span): string {
  return textOf(span, "rpc.response.status_code") || textOf(span, "rpc.grpc.status_code");
}

function problemOf(span: Span): string {
  if (!span.error) return "";
  const text = textOf(span, "otel.status_description") || textOf(span, "error.type") || rpcStatus(span);
  return text.slice(0, PROBLEM_LENGTH_MAX).toWellFormed();
}

/** Undefined when the calls are answered, aside from a few. */
function judge({ name, known, calls }: CalledService, store: SpanStore, nowMs: number): UnansweredService | undefined {
  const answered = calls.filter(({ outcome }) => outcome === "answered");
  const lastAnsweredMs = Math.max(0, ...answered.map(({ endMs }) => endMs));
  const missing = calls.filter(({ outcome }) => outcome !== "answered");
  const row = missing.filter(({ endMs }) => endMs > lastAnsweredMs);
  const isUnsure = answered.length > FEW || row.every(({ outcome }) => outcome === "late");
  const isInRow = row.length >= (isUnsure ? IN_A_ROW : 1);
  const isAmong = missing.length >= AMONG_MIN && missing.length >= calls.length * AMONG_SHARE;
  if (!isInRow && !isAmong) return undefined;
  const counted = isInRow ? row : missing;
  const failed = counted.filter(({ outcome }) => outcome === "failed" || outcome === "late");
  const last = counted.reduce((latest, call) => (call.endMs > latest.endMs ? call : latest));
  const heardMs = store.lastSeenMs(name);
  const firstMs = Math.min(...counted.map(({ endMs }) => endMs));
  return {
    name,
    known,
    reason: failed.length * 2 > counted.length ? "no-answer" : (heardMs ?? 0) > firstMs ? "apart" : "spans-missing",
    calls: counted.length,
    answeredCalls: isInRow ? 0 : answered.length,
    callers: [...new Set(counted.map(({ caller }) => caller))].toSorted((a, b) => a.localeCompare(b)),
    lastAgoMs: Math.max(0, nowMs - last.endMs),
    problem: failed.at(-1)?.problem ?? "",
  };
}
