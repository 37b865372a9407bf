import { setMaxListeners } from "node:events";
import {
  Server,
  setLogVerbosity,
  logVerbosity,
  type MethodDefinition,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { type Contract, Health } from "@hipstershop/contract";
import { hostAndPort, ListenError, urlHost } from "@hipstershop/addresses";
import type { Telemetry } from "@hipstershop/telemetry";
import type { Handlers } from "./handlers.ts";
import { HealthState } from "./health.ts";
import { serverCredentials } from "./identity.ts";
import { callRecorder } from "./call-recorder.ts";
import { serializer } from "./kept-answer.ts";
import { addReflection } from "./reflection.ts";
import type { AnyHandler, ServedRpc } from "./server-call.ts";
import { streamHandler } from "./stream.ts";
import { unaryHandler } from "./unary.ts";

/** Maximum size of a message. The shop's largest one, a catalog, has a few kB. */
const MESSAGE_BYTES_MAX = 1_048_576;
/** Maximum size of a call's metadata, as HTTP/2 counts it: 32 bytes more per header. Node's limit for HTTP/1 is the same. */
const METADATA_BYTES_MAX = 16_384;
/** How long a stopping server waits for calls in progress: the longest deadline of the shop, which is that of an order. */
const DRAIN_MS = 3000;

// grpc-js would print illegal header bytes unescaped. Errors that matter are errors of calls.
setLogVerbosity(logVerbosity.NONE);

export interface ServeOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Serves gRPC reflection, for tools such as grpcurl. */
  readonly reflection: boolean;
  /** Maximum age of a connection, so that clients find new replicas; 0: unlimited. */
  readonly connectionAgeMs: number;
}

export interface ImplementedService {
  readonly contract: Contract<unknown>;
  readonly handlers: Readonly<Record<string, AnyHandler>>;
}

export interface RunningServer extends AsyncDisposable {
  readonly port: number;
  /** host:port for clients on this machine. */
  readonly address: string;
  readonly health: HealthState;
}

/** Pairs a service of the contract with its handlers. */
export function implement<D>(contract: Contract<D>, handlers: Handlers<D>): ImplementedService {
  return { contract, handlers };
}

/**
 * Serves `services` with health and, if wanted, reflection. Resolves when the port is bound; rejects with a ListenError
 * when it can't be. Disposal is graceful: health is NOT_SERVING, new calls are refused, calls in progress get three
 * seconds.
 */
export async function serve(
  services: readonly ImplementedService[],
  options: ServeOptions,
  telemetry: Telemetry,
): Promise<RunningServer> {
  const server = new Server({
    "grpc.max_receive_message_length": MESSAGE_BYTES_MAX,
    "grpc.enable_channelz": 0,
    ...(options.connectionAgeMs > 0 && {
      "grpc.max_connection_age_ms": options.connectionAgeMs,
      "grpc.max_connection_age_grace_ms": DRAIN_MS,
    }),
  });
  limitMetadata(server);
  const health = new HealthState(services.map(({ contract }) => contract.fullName));
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const quiet = { telemetry, closing: closing.signal };
  const recorded = { ...quiet, record: callRecorder(telemetry, "server") };
  for (const service of services) addService(server, service, recorded);
  addService(server, implement(Health, health.handlers()), quiet);
  if (options.reflection) addReflection(server, [...services.map(({ contract }) => contract), Health]);
  const port = await bind(server, options, telemetry.serviceName);
  health.setAll(true);
  return {
    port,
    address: `${urlHost(options.host)}:${port}`,
    health,
    async [Symbol.asyncDispose]() {
      health.setAll(false);
      setImmediate(() => closing.abort());
      await stop(server);
    },
  };
}

/**
 * Calls with more metadata are reset (ENHANCE_YOUR_CALM, for gRPC clients RESOURCE_EXHAUSTED) before any handler sees
 * them. grpc-js has no option for this; these are the options that it gives to node:http2.
 */
function limitMetadata(server: Server): void {
  const http2Options: unknown = Reflect.get(server, "commonServerOptions");
  if (typeof http2Options !== "object" || http2Options === null)
    throw new Error("this version of @grpc/grpc-js keeps its HTTP/2 options elsewhere: metadata can't be limited");
  Object.assign(http2Options, { settings: { maxHeaderListSize: METADATA_BYTES_MAX } });
}

function addService(server: Server, { contract, handlers }: ImplementedService, rpcs: RpcParts): void {
  const { closing, ...parts } = rpcs;
  const implementation: UntypedServiceImplementation = {};
  const served: Record<string, MethodDefinition<unknown, unknown>> = {};
  for (const [name, definition] of Object.entries<MethodDefinition<unknown, unknown>>(contract.definition)) {
    const handler = handlers[name.charAt(0).toLowerCase() + name.slice(1)];
    if (!handler) throw new Error(`${contract.fullName} has no handler for ${name}`);
    const { path, responseStream, responseSerialize } = definition;
    const rpc = { method: path.slice(1), handler, ...parts };
    implementation[name] = responseStream
      ? streamHandler({ ...rpc, closing })
      : unaryHandler({ ...rpc, responseSerialize });
    served[name] = { ...definition, responseSerialize: serializer(responseSerialize) };
  }
  server.addService(served, implementation);
}

/** What all rpcs of a service have in common. */
type RpcParts = Pick<ServedRpc, "telemetry" | "record"> & { readonly closing: AbortSignal };

function bind(server: Server, { host, port }: ServeOptions, serviceName: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(hostAndPort(host, port), serverCredentials(), (cause, bound) => {
      if (cause) reject(new ListenError(serviceName, { host, port }, cause, { host: "LISTEN_ADDR", port: "PORT" }));
      else resolve(bound);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, DRAIN_MS);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
