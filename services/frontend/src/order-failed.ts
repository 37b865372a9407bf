import { type OrderFailure, type OrderState, readOrderFailure } from "@hipstershop/contract";
import { CallError, type RpcError, type StatusCode } from "@hipstershop/rpc";

/** A failed PlaceOrder. Its `state` says whether money has moved, and so what the visitor should do next. */
export class OrderFailedError extends Error {
  readonly code: StatusCode;
  readonly state: OrderState;
  readonly problem: OrderFailure["problem"];
  readonly declineReason: OrderFailure["declineReason"];

  /**
   * @param cause the error of the call. When it has no order state, its status decides whether the order may have been
   * placed.
   */
  constructor(cause: RpcError) {
    super("the order was not placed", { cause });
    this.name = "OrderFailedError";
    const { state, problem, declineReason } = readOrderFailure(cause.metadata);
    this.code = cause.code;
    this.state = state ?? (cause instanceof CallError && cause.mayBeDone ? "unclear" : "unpaid");
    this.problem = problem;
    this.declineReason = declineReason;
  }
}
