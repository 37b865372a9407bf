import { type Call, RpcError, type StatusCode, Status } from "@hipstershop/rpc";

/** A handler that answers only after its caller has left. */
export function hang(_request: unknown, { signal }: Call): Promise<never> {
  return new Promise((_, reject) => {
    const leave = () => reject(new RpcError(Status.CANCELLED, "the caller left"));
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
  });
}

/**
 * A handler that refuses with a status. The default message must not appear on any page or in another service's status.
 */
export function refuse(code: StatusCode, message = "a secret of the service", metadata: Record<string, string> = {}) {
  return (): never => {
    throw new RpcError(code, message, { metadata });
  };
}
