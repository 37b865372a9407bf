import { Metadata, type ServiceError, status } from "@grpc/grpc-js";

/** gRPC status codes by name: Status.NOT_FOUND. */
export const Status = status;
export type StatusCode = status;

/** The standard name of a code: 5 is "NOT_FOUND". An unknown number is "UNKNOWN". */
export function statusName(code: number): string {
  return status[code] ?? "UNKNOWN";
}

export interface RpcErrorOptions {
  readonly cause?: unknown;
  /** Trailing metadata for the caller: machine-readable reasons. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * A failed rpc, on either side. A handler throws it to answer with a status; a client's call rejects with it. The
 * message is sent to the caller: it says what was attempted and with which value, without internals.
 */
export class RpcError extends Error {
  readonly code: StatusCode;
  readonly metadata: Readonly<Record<string, string>>;

  constructor(code: StatusCode, message: string, { cause, metadata = {} }: RpcErrorOptions = {}) {
    super(message, { cause });
    this.name = "RpcError";
    this.code = code;
    this.metadata = metadata;
  }
}

/** An outgoing call that failed: the other service refused it, failed, or was not reached. */
export class CallError extends RpcError {
  /** The request was not sent, so nothing was done. */
  readonly isUnsent: boolean;

  constructor(code: StatusCode, message: string, options: RpcErrorOptions & { readonly isUnsent?: boolean } = {}) {
    super(code, message, options);
    this.name = "CallError";
    this.isUnsent = options.isUnsent ?? false;
  }

  /** Whether the other service answered with this status: its answers have headers, and what grpc-js reports has none. */
  get isAnswer(): boolean {
    return Object.keys(this.metadata).length > 0;
  }

  /** Whether the request may have been carried out in spite of the error: it was sent, and not refused. */
  get mayBeDone(): boolean {
    return !this.isUnsent && UNCLEAR.has(this.code);
  }
}

/** Statuses that do not say whether the request was carried out. */
const UNCLEAR = new Set<StatusCode>([
  status.UNAVAILABLE,
  status.DEADLINE_EXCEEDED,
  status.CANCELLED,
  status.UNKNOWN,
  status.INTERNAL,
  status.DATA_LOSS,
]);

/**
 * What grpc-js says, as INTERNAL, when the whole connection broke: the server ended it with an error code, as Node's does
 * after many cancelled calls, or it could not be written to.
 */
const CONNECTION_BROKE = / triggered by internal client error: (Session closed with error code|write EPIPE)/;

/** grpc-js's error as a CallError. */
export function fromServiceError(error: ServiceError): CallError {
  const metadata: Record<string, string> = {};
  for (const [key, value] of Object.entries(error.metadata?.getMap() ?? {})) {
    if (typeof value === "string") metadata[key] = value;
  }
  const message = error.details || error.message;
  const failure = new CallError(error.code, message, { metadata });
  const isLost = failure.code === status.INTERNAL && !failure.isAnswer && CONNECTION_BROKE.test(message);
  return isLost ? new CallError(status.UNAVAILABLE, message) : failure;
}

/** The status that our caller gets for a status of the service that we called; INTERNAL for all that are not listed. */
const PASSING = new Map<StatusCode, StatusCode>([
  [status.UNAVAILABLE, status.UNAVAILABLE],
  [status.RESOURCE_EXHAUSTED, status.UNAVAILABLE],
  [status.ABORTED, status.UNAVAILABLE],
  // Our caller has not left (see passedOn), so the call was cancelled on the other side.
  [status.CANCELLED, status.UNAVAILABLE],
  [status.DEADLINE_EXCEEDED, status.DEADLINE_EXCEEDED],
]);

export interface PassedOnOptions {
  /** What was attempted; the message begins with it. */
  readonly what?: string;
  /** Whether our own caller has left: then it is the one who cancelled the call. */
  readonly hasCallerLeft?: boolean;
  /** Statuses that are about our own caller's request, and the status that the caller gets for them. */
  readonly meanings?: ReadonlyMap<StatusCode, StatusCode>;
}

/**
 * The error for our own caller when a service that we called failed. A status is about the call that it ends: that our
 * request was invalid or came at the wrong time is our mistake, not our caller's, unless `meanings` says so. Metadata
 * named x-… is passed on.
 */
export function passedOn(
  error: CallError,
  { what = "", hasCallerLeft = false, meanings }: PassedOnOptions = {},
): RpcError {
  const isCancelled = hasCallerLeft && error.code === status.CANCELLED;
  const passing = isCancelled ? error.code : (PASSING.get(error.code) ?? status.INTERNAL);
  const metadata = Object.fromEntries(Object.entries(error.metadata).filter(([name]) => name.startsWith("x-")));
  const message = what ? `${what}: ${error.message}` : error.message;
  return new RpcError(meanings?.get(error.code) ?? passing, message, { cause: error, metadata });
}

/** Trailing metadata as grpc-js wants it. */
export function toMetadata(pairs: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(pairs)) metadata.set(key, value);
  return metadata;
}
