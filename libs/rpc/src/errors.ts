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
 * An rpc's failure, on either side of the wire: thrown in a handler it becomes the call's status; a client's call
 * rejects with it. The message travels to the caller, so it says what was attempted and the value met, no internals.
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

  get status(): string {
    return statusName(this.code);
  }
}

/** A call of ours that failed: a service that we asked refused, broke, or was not reached. */
export class CallError extends RpcError {
  /** Nothing was sent: whatever was asked for has not been done. */
  readonly isUnsent: boolean;

  constructor(code: StatusCode, message: string, options: RpcErrorOptions & { readonly isUnsent?: boolean } = {}) {
    super(code, message, options);
    this.name = "CallError";
    this.isUnsent = options.isUnsent ?? false;
  }

  /** What was asked for may have been done all the same: it was sent, and nobody refused it. */
  get mayBeDone(): boolean {
    return !this.isUnsent && UNCLEAR.has(this.code);
  }
}

/** Statuses that don't tell how far a call got. */
const UNCLEAR = new Set<StatusCode>([
  status.UNAVAILABLE,
  status.DEADLINE_EXCEEDED,
  status.CANCELLED,
  status.UNKNOWN,
  status.INTERNAL,
  status.DATA_LOSS,
]);

/** The error a client call ended with, in our form. */
export function fromServiceError(error: ServiceError): CallError {
  const metadata: Record<string, string> = {};
  for (const [key, value] of Object.entries(error.metadata?.getMap() ?? {})) {
    if (typeof value === "string") metadata[key] = value;
  }
  return new CallError(error.code, error.details || error.message, { metadata });
}

/** Statuses of a service that we asked, and what our own caller is told: those that pass. Any other is our INTERNAL. */
const PASSING = new Map<StatusCode, StatusCode>([
  [status.UNAVAILABLE, status.UNAVAILABLE],
  [status.RESOURCE_EXHAUSTED, status.UNAVAILABLE],
  [status.ABORTED, status.UNAVAILABLE],
  // Whoever ended that call, our caller was it only if it has left: then it hears nothing any more.
  [status.CANCELLED, status.UNAVAILABLE],
  [status.DEADLINE_EXCEEDED, status.DEADLINE_EXCEEDED],
]);

export interface Telling {
  /** What was being done: stands in front of the message. */
  readonly what?: string;
  /** Whether our own caller has gone, and so may be who ended the call. */
  readonly hasCallerLeft?: boolean;
  /** Statuses that say something about what our caller asked for, and what we call that. */
  readonly meanings?: ReadonlyMap<StatusCode, StatusCode>;
}

/**
 * What our caller is told when a service that we asked failed. A status speaks of the call it ends: that our request was no
 * good, or came at a bad time, is our mistake and not our caller's, unless `meanings` says otherwise. Reasons in metadata
 * (x-…) are handed on.
 */
export function passedOn(error: CallError, { what = "", hasCallerLeft = false, meanings }: Telling = {}): RpcError {
  const isCancelled = hasCallerLeft && error.code === status.CANCELLED;
  const passing = isCancelled ? error.code : (PASSING.get(error.code) ?? status.INTERNAL);
  const metadata = Object.fromEntries(Object.entries(error.metadata).filter(([name]) => name.startsWith("x-")));
  const message = what ? `${what}: ${error.message}` : error.message;
  return new RpcError(meanings?.get(error.code) ?? passing, message, { cause: error, metadata });
}

/** Our trailing metadata in grpc-js's form. */
export function toMetadata(pairs: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(pairs)) metadata.set(key, value);
  return metadata;
}
