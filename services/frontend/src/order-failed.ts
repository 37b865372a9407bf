import { type OrderFailure, type OrderState, readOrderFailure } from "@hipstershop/contract";
import { CallError, type RpcError, type StatusCode } from "@hipstershop/rpc";

/** PlaceOrder failed. What the visitor can do next depends on whether money has moved. */
export class OrderFailedError extends Error {
  readonly code: StatusCode;
  readonly state: OrderState;
  readonly problem: OrderFailure["problem"];
  readonly declineReason: OrderFailure["declineReason"];

  /** @param cause how the call ended. Without a state of the order in it, the call's status says whether it may have been placed. */
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
