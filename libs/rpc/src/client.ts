import { Metadata } from "@grpc/grpc-js";
import { bareHost } from "@hipstershop/addresses";
import {
  type Contract,
  IDEMPOTENCY_KEY,
  type Methods,
  type ReceivedResponseOf,
  type RequestOf,
  type UnaryMethodNames,
} from "@hipstershop/contract";
import { ROOT_CONTEXT, SpanKind, trace } from "@opentelemetry/api";
import { type CallChange, now, type Telemetry } from "@hipstershop/telemetry";
import type { Scope } from "./call.ts";
import { callRecorder } from "./call-recorder.ts";
import type { Breaker } from "./breaker.ts";
import { metadataSetter } from "./carrier.ts";
import { Connection } from "./connection.ts";
import { type CalledRpc, type MethodShape, OutgoingCall, type Repeatable } from "./outgoing-call.ts";
import { RememberedAnswers } from "./remembered-answers.ts";
import { openBreaker } from "./target-breaker.ts";
import { waitAndRetryCountersOf } from "./wait-and-retry-counters.ts";

/** Deadline of a call when neither client nor scope has one. */
const DEADLINE_DEFAULT_MS = 5000;

/** How all calls of a client are made; `D` is the definition of the service. */
export interface ClientOptions<D> {
  /** Deadline of each call; an earlier one in the scope wins. */
  readonly deadlineMs?: number;
  /** Rpcs that may be repeated: at most two retries, when the connection broke or the server answered UNAVAILABLE. */
  readonly idempotent?: readonly UnaryMethodNames<D>[];
  /** Rpcs that may be repeated in the same way if the call has an idempotency key in its metadata. */
  readonly idempotentByKey?: readonly UnaryMethodNames<D>[];
  /**
   * Rpcs that may be repeated if the call has an idempotency key, but only when the server was lost before it answered:
   * whatever it answers is final.
   */
  readonly resumedByKey?: readonly UnaryMethodNames<D>[];
  /**
   * Rpcs whose answers are remembered: a server that keeps its answer (`keepAnswer`) does not send it again, and the
   * client answers with the same object. Answers of these rpcs are frozen.
   */
  readonly remembered?: readonly UnaryMethodNames<D>[];
  /** How long a call waits for a server whose connection was lost, within the call's deadline; 0: not at all. */
  readonly waitForReadyMs?: number;
  /** Calls fail at once while the service gives no answers; without it every call takes its whole deadline. */
  readonly hasBreaker?: boolean;
}

/**
 * How services call each other. A call waits a moment for a lost connection, so that what can't be done is refused
 * within 300 ms (docs/decisions/0031-degrade-dont-fail.md).
 */
export const BETWEEN_SERVICES = { waitForReadyMs: 200, hasBreaker: true } as const;

/** What one call has of its own. */
export interface CallExtras {
  readonly deadlineMs?: number;
  /**
   * For clients with a breaker: an attempt without an answer for this long is given up, or after ten times what the
   * service usually takes, if that is more. For calls whose caller has something else to show.
   */
  readonly attemptMs?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The unary rpcs of a service. Without a scope a call is the root of a trace. Calls reject with CallError. */
export type Client<D> = {
  readonly [M in Uncapitalize<UnaryMethodNames<D>>]: (
    request: RequestOf<Methods<D>[M]>,
    scope?: Scope,
    extras?: CallExtras,
  ) => Promise<ReceivedResponseOf<Methods<D>[M]>>;
} & Disposable;

/**
 * A client of one service at `address`: host:port, or dns:///host:port for round-robin over all its addresses. It has
 * one shared connection, which is opened at the first call and reopened when it breaks. Every call has a client span, a
 * duration metric and a deadline, and is cancelled with its scope.
 */
export function createClient<D>(
  contract: Contract<D>,
  address: string,
  telemetry: Telemetry,
  options: ClientOptions<NoInfer<D>> = {},
): Client<D> {
  const connection = new Connection(address, options.waitForReadyMs);
  const defaultDeadlineMs = options.deadlineMs ?? DEADLINE_DEFAULT_MS;
  const idempotent = new Set<string>(options.idempotent);
  const idempotentByKey = new Set<string>(options.idempotentByKey);
  const resumedByKey = new Set<string>(options.resumedByKey);
  const remembered = new Set<string>(options.remembered);
  const repeatableOf = (name: string): Repeatable => {
    if (idempotent.has(name)) return "always";
    if (idempotentByKey.has(name)) return "by key";
    return resumedByKey.has(name) ? "by key when lost" : "never";
  };
  const breaker = options.hasBreaker ? openBreaker(contract.fullName, connection, telemetry) : undefined;
  const close = (): void => {
    breaker?.[Symbol.dispose]();
    connection[Symbol.dispose]();
  };
  const target: Target = { connection, breaker };
  const client: Record<string | symbol, unknown> = { [Symbol.dispose]: close };
  for (const [name, shape] of Object.entries(contract.definition as object as Record<string, MethodShape>)) {
    if (shape.responseStream) continue;
    const traits = { repeatable: repeatableOf(name), isRemembered: remembered.has(name) };
    const rpc = describe(address, shape, traits, telemetry);
    const call = (
      request: unknown,
      scope: Scope = ROOT,
      { deadlineMs = defaultDeadlineMs, attemptMs = Number.POSITIVE_INFINITY, metadata }: CallExtras = {},
    ) => interceptedCall(target, rpc, request, { scope, deadlineMs, attemptMs, metadata });
    client[name.charAt(0).toLowerCase() + name.slice(1)] = call;
    telemetry.interception.calls.set(rpc.method, (request, context) => call(request, { context }));
  }
  return client as Client<D>;
}

const ROOT: Scope = { context: ROOT_CONTEXT };

interface Target {
  readonly connection: Connection;
  readonly breaker: Breaker | undefined;
}

interface TracedRpc extends CalledRpc {
  readonly telemetry: Telemetry;
  readonly attributes: Readonly<Record<string, string | number>>;
}

interface RpcTraits {
  readonly repeatable: Repeatable;
  readonly isRemembered: boolean;
}

function describe(address: string, shape: MethodShape, traits: RpcTraits, telemetry: Telemetry): TracedRpc {
  const method = shape.path.slice(1);
  const [, host = address, port = "0"] = /^(?:dns:(?:\/\/[^/]*\/)?)?(.*):(\d+)$/.exec(address) ?? [];
  return {
    method,
    shape,
    repeatable: traits.repeatable,
    remembered: traits.isRemembered ? new RememberedAnswers() : undefined,
    telemetry,
    record: callRecorder(telemetry, "client"),
    counters: waitAndRetryCountersOf(telemetry),
    attributes: {
      "rpc.system.name": "grpc",
      "rpc.method": method,
      "server.address": bareHost(host),
      "server.port": Number(port),
    },
  };
}

interface CallTerms {
  readonly scope: Scope;
  readonly deadlineMs: number;
  readonly attemptMs: number;
  readonly metadata: CallExtras["metadata"];
  readonly change?: CallChange;
}

function interceptedCall(target: Target, rpc: TracedRpc, request: unknown, terms: CallTerms): Promise<unknown> {
  const { method, telemetry } = rpc;
  const around = telemetry.interception.current?.outgoing({ method, request, context: terms.scope.context });
  if (!around) return startCall(target, rpc, request, terms);
  return around((change = {}) => {
    const changed = change.rpc ? withMethod(rpc, change.rpc.method, change.rpc.shape as MethodShape) : rpc;
    return startCall(target, changed, change.request ?? request, { ...terms, change });
  });
}

function withMethod(rpc: TracedRpc, method: string, shape: MethodShape): TracedRpc {
  return { ...rpc, method, shape, remembered: undefined, attributes: { ...rpc.attributes, "rpc.method": method } };
}

/** Opens the client span, writes the trace headers, and makes the call. */
function startCall(target: Target, rpc: TracedRpc, request: unknown, terms: CallTerms): Promise<unknown> {
  const { method, attributes, telemetry } = rpc;
  const { scope, change } = terms;
  const startTime = now();
  // The SDK checks attributes that are given at the start twice, for samplers that look at them; ours does not.
  const span = telemetry.tracer
    .startSpan(method, { kind: SpanKind.CLIENT, startTime }, scope.context)
    .setAttributes(attributes);
  const metadata = new Metadata();
  const inject = change?.inject ?? telemetry.propagation.inject;
  inject(trace.setSpan(scope.context, span), metadata, metadataSetter);
  addTo(metadata, terms.metadata);
  addTo(metadata, change?.metadata);
  const deadline = Math.min(startTime + terms.deadlineMs, scope.deadline ?? Number.POSITIVE_INFINITY);
  const { connection } = target;
  const isExperiment = telemetry.interception.current?.isExperiment(scope.context) ?? false;
  const call = new OutgoingCall({
    connection,
    budget: isExperiment ? connection.experimentBudget : connection.budget,
    breaker: isExperiment ? undefined : target.breaker,
    rpc,
    isIdempotent: isIdempotent(rpc, metadata),
    request,
    metadata,
    scope,
    deadline,
    deadlineMs: terms.deadlineMs,
    attemptMs: terms.attemptMs,
    span,
    startTime,
  });
  return change?.before ? call.runAfter(change.before) : call.run();
}

function isIdempotent({ repeatable }: TracedRpc, metadata: Metadata): boolean {
  if (repeatable === "always" || repeatable === "never") return repeatable === "always";
  return metadata.get(IDEMPOTENCY_KEY).length > 0;
}

function addTo(metadata: Metadata, pairs: CallExtras["metadata"]): void {
  if (pairs) for (const [key, value] of Object.entries(pairs)) metadata.set(key, value);
}
