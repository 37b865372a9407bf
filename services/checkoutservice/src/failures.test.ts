import { RpcError, Status } from "@hipstershop/rpc";
import { expect, test } from "vitest";
import { step } from "./failures.ts";

async function failing(error: Error): Promise<never> {
  throw error;
}

test("a step that succeeds answers what its work does", async () => {
  expect(await step("fail", Promise.resolve(1))).toBe(1);
});

test.each([
  [Status.UNAVAILABLE, Status.UNAVAILABLE],
  [Status.DEADLINE_EXCEEDED, Status.DEADLINE_EXCEEDED],
  [Status.CANCELLED, Status.CANCELLED],
  [Status.INVALID_ARGUMENT, Status.INVALID_ARGUMENT],
  [Status.OUT_OF_RANGE, Status.OUT_OF_RANGE],
  [Status.UNKNOWN, Status.INTERNAL],
  [Status.NOT_FOUND, Status.INTERNAL],
  [Status.ALREADY_EXISTS, Status.INTERNAL],
  [Status.PERMISSION_DENIED, Status.INTERNAL],
  [Status.RESOURCE_EXHAUSTED, Status.INTERNAL],
  [Status.FAILED_PRECONDITION, Status.INTERNAL],
  [Status.ABORTED, Status.INTERNAL],
  [Status.UNIMPLEMENTED, Status.INTERNAL],
  [Status.INTERNAL, Status.INTERNAL],
  [Status.DATA_LOSS, Status.INTERNAL],
  [Status.UNAUTHENTICATED, Status.INTERNAL],
])("status %i of another service is our %i, with the step in front and the cause inside", async (theirs, ours) => {
  const cause = new RpcError(theirs, "no");
  await expect(step("failed to ask", failing(cause))).rejects.toMatchObject({
    code: ours,
    message: "failed to ask: no",
    cause,
  });
});

test("a step can give a status another meaning", async () => {
  const meanings = new Map([[Status.NOT_FOUND, Status.FAILED_PRECONDITION]]);
  await expect(step("failed", failing(new RpcError(Status.NOT_FOUND, "no")), meanings)).rejects.toMatchObject({
    code: Status.FAILED_PRECONDITION,
  });
});

test("reasons are handed on, what belongs to the connection is not", async () => {
  const metadata = { "x-decline-reason": "expired", "content-type": "application/grpc", date: "today" };
  const error = new RpcError(Status.INVALID_ARGUMENT, "no", { metadata });
  const told = await step("failed", failing(error)).catch((caught: unknown) => caught);
  expect((told as RpcError).metadata).toEqual({ "x-decline-reason": "expired" });
});

test("what is no status stays what it is", async () => {
  const bug = new TypeError("a bug");
  await expect(step("failed", failing(bug))).rejects.toBe(bug);
});
