import {
  type CallOptions,
  Client as GrpcClient,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from "@grpc/grpc-js";
import { bareHost } from "@hipstershop/addresses";
import type { Contract, Methods, ReceivedResponseOf, RequestOf } from "@hipstershop/contract";
import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { now, type Telemetry } from "@hipstershop/telemetry";
import type { Scope } from "./call.ts";
import { metadataSetter } from "./carrier.ts";
import { fromServiceError, RpcError, statusName } from "./errors.ts";
import { callRecorder, type RecordCall } from "./instruments.ts";

/** How long a call may take when neither the client nor the scope says otherwise. */
const DEADLINE_DEFAULT_MS = 5000;
/** An address with a scheme stands for all replicas behind it. */
const NAMES_REPLICAS = /^(dns|ipv[46]):/;
/** How soon after one look-up a lost connection may cause another: gRPC's 30 s would hide a new replica that long. */
const RESOLVED_AGAIN_AFTER_MS = 1000;

export interface ClientOptions {
  /** Longest time for a call; a scope with an earlier deadline wins. */
  readonly deadlineMs?: number;
  /** Rpcs without side effects: tried again, twice at most, when the server can't be reached. */
  readonly idempotent?: readonly string[];
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

interface MethodShape {
  readonly path: string;
  readonly requestSerialize: (message: unknown) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => unknown;
}

/**
 * A client of one service at `address` (host:port; calls take turns over all that dns:///host:port names), over one shared
 * channel that connects when first used and reconnects by itself. Every call has a client span, a duration metric, a deadline,
 * and ends when its scope does.
 */
export function createClient<D>(
  contract: Contract<D>,
  address: string,
  telemetry: Telemetry,
  options: ClientOptions = {},
): Client<D> {
  const balanced = NAMES_REPLICAS.test(address);
  const channel = new GrpcClient(address, credentials.createInsecure(), {
    "grpc.enable_channelz": 0,
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 2000,
    "grpc.service_config": JSON.stringify(serviceConfig(contract.fullName, options.idempotent ?? [], balanced)),
    ...(balanced && { "grpc.dns_min_time_between_resolutions_ms": RESOLVED_AGAIN_AFTER_MS }),
  });
  const record = callRecorder(telemetry, "client");
  const client: Record<string | symbol, unknown> = { [Symbol.dispose]: () => channel.close() };
  for (const [name, shape] of Object.entries(contract.definition as object as Record<string, MethodShape>)) {
    const target = describe(address, shape);
    client[name.charAt(0).toLowerCase() + name.slice(1)] = (
      request: unknown,
      scope: Scope = ROOT,
      extras: CallExtras = {},
    ) =>
      invoke(
        channel,
        target,
        request,
        scope,
        extras.deadlineMs ?? options.deadlineMs ?? DEADLINE_DEFAULT_MS,
        extras.metadata,
        {
          telemetry,
          record,
        },
      );
  }
  return client as Client<D>;
}

const ROOT: Scope = { context: ROOT_CONTEXT };

interface Target {
  readonly method: string;
  readonly shape: MethodShape;
  readonly attributes: Readonly<Record<string, string | number>>;
}

function describe(address: string, shape: MethodShape): Target {
  const method = shape.path.slice(1);
  const [, host = address, port = "0"] = /^(?:dns:(?:\/\/[^/]*\/)?)?(.*):(\d+)$/.exec(address) ?? [];
  return {
    method,
    shape,
    attributes: {
      "rpc.system.name": "grpc",
      "rpc.method": method,
      "server.address": bareHost(host),
      "server.port": Number(port),
    },
  };
}

/** grpc-js makes an Error for every call, to tell later where it was made. Our span tells that: frames would cost 3 % of a page. */
function withoutFrames<T>(make: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function invoke(
  channel: GrpcClient,
  { method, shape, attributes }: Target,
  request: unknown,
  scope: Scope,
  deadlineMs: number,
  extraMetadata: Readonly<Record<string, string>> | undefined,
  { telemetry, record }: { readonly telemetry: Telemetry; readonly record: RecordCall },
): Promise<unknown> {
  const startTime = now();
  const span = telemetry.tracer.startSpan(
    method,
    { kind: SpanKind.CLIENT, attributes: { ...attributes }, startTime },
    scope.context,
  );
  const metadata = new Metadata();
  telemetry.propagation.inject(trace.setSpan(scope.context, span), metadata, metadataSetter);
  if (extraMetadata) for (const [key, value] of Object.entries(extraMetadata)) metadata.set(key, value);
  const callOptions: CallOptions = {
    deadline: Math.min(startTime + deadlineMs, scope.deadline ?? Number.POSITIVE_INFINITY),
  };
  return new Promise((resolve, reject) => {
    const { signal } = scope;
    const cancel = () => grpcCall.cancel();
    const grpcCall = withoutFrames(() =>
      channel.makeUnaryRequest(
        shape.path,
        shape.requestSerialize,
        shape.responseDeserialize,
        request,
        metadata,
        callOptions,
        (error: ServiceError | null, response: unknown) => {
          signal?.removeEventListener("abort", cancel);
          const failure = error && fromServiceError(error);
          const code = failure?.code ?? status.OK;
          endClientSpan(span, code, failure);
          record(method, code, now() - startTime, span);
          if (failure) reject(failure);
          else resolve(response);
        },
      ),
    );
    if (signal?.aborted) cancel();
    else signal?.addEventListener("abort", cancel, { once: true });
  });
}

function endClientSpan(span: Span, code: number, failure: RpcError | null): void {
  span.setAttribute("rpc.response.status_code", statusName(code));
  if (failure) {
    span.setAttribute("error.type", statusName(code));
    span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
  }
  span.end(now());
}

/**
 * Retries for the idempotent rpcs: three attempts within some 100 ms, on UNAVAILABLE only. The throttle stops retries
 * when a target fails for good, so that an outage is not multiplied; 100 tokens survive a replica's restart.
 */
function serviceConfig(service: string, idempotent: readonly string[], balanced: boolean): object {
  const balancing = balanced ? { loadBalancingConfig: [{ round_robin: {} }] } : {};
  if (idempotent.length === 0) return balancing;
  return {
    ...balancing,
    methodConfig: [
      {
        name: idempotent.map((method) => ({ service, method })),
        retryPolicy: {
          maxAttempts: 3,
          initialBackoff: "0.02s",
          maxBackoff: "0.1s",
          backoffMultiplier: 3,
          retryableStatusCodes: ["UNAVAILABLE"],
        },
      },
    ],
    retryThrottling: { maxTokens: 100, tokenRatio: 0.1 },
  };
}
