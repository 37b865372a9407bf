import { orderFailureMetadata, type OrderProblem, type OrderState } from "@hipstershop/contract";
import { RpcError, type RpcErrorOptions, Status, type StatusCode } from "@hipstershop/rpc";

interface OrderErrorOptions extends RpcErrorOptions {
  readonly problem?: OrderProblem | undefined;
}

/** An order that failed, and whether money has moved. State and problem reach the caller in the trailing metadata. */
export class OrderError extends RpcError {
  readonly state: OrderState;

  constructor(code: StatusCode, message: string, state: OrderState, options: OrderErrorOptions = {}) {
    const { cause, problem, metadata } = options;
    super(code, message, { cause, metadata: { ...metadata, ...orderFailureMetadata({ state, problem }) } });
    this.name = "OrderError";
    this.state = state;
  }
}

/** Another replica took the order up, since this one did not renew its lease in time. Nothing was charged here. */
export class LostOrderError extends Error {}

/** The same error with a state. An OrderError has one already and keeps it. */
export function withOrderState(error: RpcError, state: OrderState): OrderError {
  if (error instanceof OrderError) return error;
  const { code, message, metadata } = error;
  return new OrderError(code, message, state, { cause: error, metadata });
}

/** An order that can be placed once its caller has changed something. Nothing was charged. */
export function orderProblem(problem: OrderProblem, message: string, cause?: unknown): OrderError {
  return new OrderError(Status.FAILED_PRECONDITION, message, "unpaid", { cause, problem });
}
