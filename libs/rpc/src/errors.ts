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

/** The error a client call ended with, in our form. */
export function fromServiceError(error: ServiceError): RpcError {
  const metadata: Record<string, string> = {};
  for (const [key, value] of Object.entries(error.metadata?.getMap() ?? {})) {
    if (typeof value === "string") metadata[key] = value;
  }
  return new RpcError(error.code, error.details || error.message, { metadata });
}

/** Our trailing metadata in grpc-js's form. */
export function toMetadata(pairs: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(pairs)) metadata.set(key, value);
  return metadata;
}
