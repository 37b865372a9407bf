import { RpcError, Status } from "@hipstershop/rpc";
import { expect, test } from "vitest";
import { OrderError, orderProblem, withOrderState } from "./order-error.ts";

test("how an order stands is told once, by who knows most", () => {
  const paid = withOrderState(new RpcError(Status.UNAVAILABLE, "no", { metadata: { "x-a": "b" } }), "paid");
  expect(paid).toMatchObject({ state: "paid", message: "no", metadata: { "x-a": "b", "x-order-state": "paid" } });
  expect(withOrderState(paid, "unpaid").state).toBe("paid");
  expect(new RpcError(Status.UNAVAILABLE, "no")).not.toBeInstanceOf(OrderError);
});

test("a problem that the caller can solve is FAILED_PRECONDITION with its name, and unpaid", () => {
  expect(orderProblem("empty-cart", "the cart is empty", "why")).toMatchObject({
    code: Status.FAILED_PRECONDITION,
    state: "unpaid",
    message: "the cart is empty",
    cause: "why",
    metadata: { "x-order-problem": "empty-cart", "x-order-state": "unpaid" },
  });
});
