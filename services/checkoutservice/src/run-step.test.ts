import { CallError, Status } from "@hipstershop/rpc";
import { expect, test } from "vitest";
import { orderProblem } from "./order-error.ts";
import { runStep } from "./run-step.ts";

const { signal } = new AbortController();
const call = { signal };

async function failing(error: Error): Promise<never> {
  throw error;
}

test("a step that succeeds answers what its work does", async () => {
  expect(await runStep("fail", Promise.resolve(1), call)).toBe(1);
});

test("a step that fails is told with the step in front and the cause inside: no fault of our caller's", async () => {
  const cause = new CallError(Status.INVALID_ARGUMENT, "no", { metadata: { "x-decline-reason": "expired" } });
  await expect(runStep("failed to ask", failing(cause), call)).rejects.toMatchObject({
    code: Status.INTERNAL,
    message: "failed to ask: no",
    metadata: { "x-decline-reason": "expired" },
    cause,
  });
});

test("a step can give a status a meaning", async () => {
  const meanings = new Map([[Status.INVALID_ARGUMENT, Status.INVALID_ARGUMENT]]);
  await expect(
    runStep("failed", failing(new CallError(Status.INVALID_ARGUMENT, "no")), call, meanings),
  ).rejects.toMatchObject({ code: Status.INVALID_ARGUMENT });
});

test("a call that was cancelled is CANCELLED when our caller left, and a failure when it is still there", async () => {
  const error = new CallError(Status.CANCELLED, "no");
  const left = { signal: AbortSignal.abort() };
  await expect(runStep("failed", failing(error), left)).rejects.toMatchObject({ code: Status.CANCELLED });
  await expect(runStep("failed", failing(error), call)).rejects.toMatchObject({ code: Status.UNAVAILABLE });
});

test("what is no call's failure stays what it is", async () => {
  for (const error of [new TypeError("a bug"), orderProblem("empty-cart", "the cart is empty")]) {
    await expect(runStep("failed", failing(error), call)).rejects.toBe(error);
  }
});
