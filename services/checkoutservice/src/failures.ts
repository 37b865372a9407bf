import { RpcError, Status, type StatusCode } from "@hipstershop/rpc";

/** Statuses of another service that say the same to our caller. */
const PASSED_ON = new Set<StatusCode>([
  Status.UNAVAILABLE,
  Status.DEADLINE_EXCEEDED,
  Status.CANCELLED,
  Status.INVALID_ARGUMENT,
  Status.OUT_OF_RANGE,
]);

/**
 * Runs one step; when the service it asks fails, says which step that was, under a status our caller can act on.
 * `translate` names the statuses that mean something else here.
 */
export async function step<T>(
  what: string,
  work: Promise<T>,
  translate: ReadonlyMap<StatusCode, StatusCode> = new Map(),
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    const code = translate.get(error.code) ?? (PASSED_ON.has(error.code) ? error.code : Status.INTERNAL);
    throw new RpcError(code, `${what}: ${error.message}`, { cause: error, metadata: reasonsOf(error) });
  }
}

/** What the other service told in metadata of its own; the rest belongs to the connection. */
function reasonsOf({ metadata }: RpcError): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => name.startsWith("x-")));
}
