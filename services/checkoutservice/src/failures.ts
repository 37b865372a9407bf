import { type Call, CallError, passedOn, RpcError, Status, type StatusCode } from "@hipstershop/rpc";

/** How an order that failed stands, told to the caller in trailing metadata: whether money has moved. */
const ORDER_STATE = "x-order-state";
export type OrderState = "unpaid" | "unclear" | "paid";

/** What a caller can mend, told in trailing metadata beside FAILED_PRECONDITION. */
const ORDER_PROBLEM = "x-order-problem";
export type OrderProblem = "empty-cart" | "product-not-sold";

/** Statuses of another service that speak of what our own caller asked for. */
export type Meanings = ReadonlyMap<StatusCode, StatusCode>;

/**
 * Runs one step; when the service it asks fails, says which step that was, under a status our caller can act on. What
 * `meanings` doesn't name is no fault of our caller's.
 */
export async function step<T>(
  what: string,
  work: Promise<T>,
  { signal }: Pick<Call, "signal">,
  meanings: Meanings = new Map(),
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof CallError ? passedOn(error, { what, hasCallerLeft: signal.aborted, meanings }) : error;
  }
}

/** An order that can't be placed until its caller has done something about it. */
export function notYet(problem: OrderProblem, message: string, cause?: unknown): RpcError {
  return new RpcError(Status.FAILED_PRECONDITION, message, { cause, metadata: { [ORDER_PROBLEM]: problem } });
}

/** The same error, with how the order stands; what was known about that before stays. */
export function withState(error: RpcError, state: OrderState): RpcError {
  if (stateOf(error)) return error;
  const { code, message, metadata } = error;
  return new RpcError(code, message, { cause: error, metadata: { ...metadata, [ORDER_STATE]: state } });
}

export function stateOf(error: unknown): OrderState | undefined {
  return error instanceof RpcError ? (error.metadata[ORDER_STATE] as OrderState | undefined) : undefined;
}
