import { Metadata } from "@grpc/grpc-js";
import { bareHost } from "@hipstershop/addresses";
import type { Contract, Methods, ReceivedResponseOf, RequestOf } from "@hipstershop/contract";
import { ROOT_CONTEXT, SpanKind, trace } from "@opentelemetry/api";
import { now, type Telemetry } from "@hipstershop/telemetry";
import type { Scope } from "./call.ts";
import { metadataSetter } from "./carrier.ts";
import { callRecorder, waitAndRetryCountersOf } from "./instruments.ts";
import { Connection } from "./connection.ts";
import { type CallFacts, type MethodShape, OutgoingCall } from "./outgoing-call.ts";

/** How long a call may take when neither the client nor the scope says otherwise. */
const DEADLINE_DEFAULT_MS = 5000;

export interface ClientOptions {
  /** Longest time for a call; a scope with an earlier deadline wins. */
  readonly deadlineMs?: number;
  /** Rpcs that may be made twice: tried again, twice at most, when the connection broke or the server was UNAVAILABLE. */
  readonly idempotent?: readonly string[];
  /** How long calls wait for a server that has just vanished, within their deadlines; 0: not at all. */
  readonly waitForReadyMs?: number;
}

export interface CallExtras {
  readonly deadlineMs?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The unary rpcs of a service. Without a scope a call is the root of a trace. Calls reject with RpcError. */
export type Client<D> = {
  readonly [M in keyof Methods<D>]: (
    request: RequestOf<Methods<D>[M]>,
    scope?: Scope,
    extras?: CallExtras,
  ) => Promise<ReceivedResponseOf<Methods<D>[M]>>;
} & Disposable;

/**
 * A client of one service at `address` (host:port; calls take turns over all that dns:///host:port names), over one shared
 * connection that connects when first used and reconnects by itself. Every call has a client span, a duration metric, a deadline,
 * and ends when its scope does.
 */
export function createClient<D>(
  contract: Contract<D>,
  address: string,
  telemetry: Telemetry,
  options: ClientOptions = {},
): Client<D> {
  const connection = new Connection(address, options.waitForReadyMs);
  const client: Record<string | symbol, unknown> = { [Symbol.dispose]: () => connection[Symbol.dispose]() };
  for (const [name, shape] of Object.entries(contract.definition as object as Record<string, MethodShape>)) {
    const target = describe(address, shape, options.idempotent?.includes(name) ?? false, telemetry);
    client[name.charAt(0).toLowerCase() + name.slice(1)] = (
      request: unknown,
      scope: Scope = ROOT,
      extras: CallExtras = {},
    ) =>
      invoke(
        connection,
        target,
        request,
        scope,
        extras.deadlineMs ?? options.deadlineMs ?? DEADLINE_DEFAULT_MS,
        extras,
      );
  }
  return client as Client<D>;
}

const ROOT: Scope = { context: ROOT_CONTEXT };

interface Target extends CallFacts {
  readonly telemetry: Telemetry;
  readonly attributes: Readonly<Record<string, string | number>>;
}

function describe(address: string, shape: MethodShape, isIdempotent: boolean, telemetry: Telemetry): Target {
  const method = shape.path.slice(1);
  const [, host = address, port = "0"] = /^(?:dns:(?:\/\/[^/]*\/)?)?(.*):(\d+)$/.exec(address) ?? [];
  return {
    method,
    shape,
    isIdempotent,
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

function invoke(
  connection: Connection,
  target: Target,
  request: unknown,
  scope: Scope,
  deadlineMs: number,
  extras: CallExtras,
): Promise<unknown> {
  const { method, attributes, telemetry } = target;
  const startTime = now();
  const span = telemetry.tracer.startSpan(
    method,
    { kind: SpanKind.CLIENT, attributes: { ...attributes }, startTime },
    scope.context,
  );
  const metadata = new Metadata();
  telemetry.propagation.inject(trace.setSpan(scope.context, span), metadata, metadataSetter);
  if (extras.metadata) for (const [key, value] of Object.entries(extras.metadata)) metadata.set(key, value);
  const deadline = Math.min(startTime + deadlineMs, scope.deadline ?? Number.POSITIVE_INFINITY);
  return new OutgoingCall(connection, target, request, metadata, scope, deadline, span, startTime).run();
}
