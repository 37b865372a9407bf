import { CallError, RpcError, Status } from "@hipstershop/rpc";
import { expect, test } from "vitest";
import { notYet, stateOf, step, withState } from "./failures.ts";

const { signal } = new AbortController();
const call = { signal };

async function failing(error: Error): Promise<never> {
  throw error;
}

test("a step that succeeds answers what its work does", async () => {
  expect(await step("fail", Promise.resolve(1), call)).toBe(1);
});

test("a step that fails is told with the step in front and the cause inside: no fault of our caller's", async () => {
  const cause = new CallError(Status.INVALID_ARGUMENT, "no", { metadata: { "x-decline-reason": "expired" } });
  await expect(step("failed to ask", failing(cause), call)).rejects.toMatchObject({
    code: Status.INTERNAL,
    message: "failed to ask: no",
    metadata: { "x-decline-reason": "expired" },
    cause,
  });
});

test("a step can give a status a meaning", async () => {
  const meanings = new Map([[Status.INVALID_ARGUMENT, Status.INVALID_ARGUMENT]]);
  await expect(
    step("failed", failing(new CallError(Status.INVALID_ARGUMENT, "no")), call, meanings),
  ).rejects.toMatchObject({ code: Status.INVALID_ARGUMENT });
});

test("a call that was cancelled is CANCELLED when our caller left, and a failure when it is still there", async () => {
  const error = new CallError(Status.CANCELLED, "no");
  const left = { signal: AbortSignal.abort() };
  await expect(step("failed", failing(error), left)).rejects.toMatchObject({ code: Status.CANCELLED });
  await expect(step("failed", failing(error), call)).rejects.toMatchObject({ code: Status.UNAVAILABLE });
});

test("what is no call's failure stays what it is", async () => {
  for (const error of [new TypeError("a bug"), notYet("empty-cart", "the cart is empty")]) {
    await expect(step("failed", failing(error), call)).rejects.toBe(error);
  }
});

test("how an order stands is told once, by who knows most", () => {
  const paid = withState(new RpcError(Status.UNAVAILABLE, "no", { metadata: { "x-a": "b" } }), "paid");
  expect(paid).toMatchObject({ message: "no", metadata: { "x-a": "b", "x-order-state": "paid" } });
  expect(stateOf(withState(paid, "unpaid"))).toBe("paid");
  expect(stateOf(new Error("no"))).toBeUndefined();
});
