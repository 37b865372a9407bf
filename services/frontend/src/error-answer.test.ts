import { orderFailureMetadata } from "@hipstershop/contract";
import { RpcError, Status } from "@hipstershop/rpc";
import { expect, test } from "vitest";
import { OrderFailedError } from "./order-failed.ts";
import { answerTo } from "./error-answer.ts";
import { HttpProblem } from "./http-problem.ts";

test("a problem of ours keeps its status and its words", () => {
  expect(answerTo(new HttpProblem(422, "quantity: no"))).toEqual({
    status: 422,
    statusText: "Unprocessable Entity",
    message: "quantity: no",
    retryAfterSeconds: undefined,
  });
});

test.each([503, 504])("a %i is worth another try in three seconds", (status) => {
  expect(answerTo(new HttpProblem(status, "")).retryAfterSeconds).toBe(3);
});

test.each([
  ["unpaid", "not answering at the moment", 3],
  ["unclear", "can't tell yet whether your card was charged", undefined],
  ["paid", "Your card was charged", undefined],
] as const)("an order that failed %s: what to do next", (state, words, retryAfterSeconds) => {
  const problem = new OrderFailedError(
    new RpcError(Status.UNAVAILABLE, "secret", { metadata: orderFailureMetadata({ state }) }),
  );
  expect(answerTo(problem)).toMatchObject({
    status: 503,
    message: expect.stringContaining(words),
    retryAfterSeconds,
  });
});

test.each([
  [Object.assign(new Error("secret"), { statusCode: 413 }), 413, "That was more than our forms can take."],
  [Object.assign(new Error("secret"), { statusCode: 418 }), 418, "The shop could not make sense of that request."],
  [Object.assign(new Error("secret"), { statusCode: 200 }), 500, "Something went wrong on our side."],
  [Object.assign(new Error("secret"), { statusCode: 999 }), 500, "Something went wrong on our side."],
  [new TypeError("secret"), 500, "Something went wrong on our side."],
  ["secret", 500, "Something went wrong on our side."],
])("%s becomes %i, in words for the visitor", (error, status, message) => {
  expect(answerTo(error)).toMatchObject({ status, message });
});

test("no status of a service tells its message", () => {
  const codes = Object.values(Status).filter((code) => typeof code === "number");
  expect(codes.length).toBeGreaterThan(15);
  for (const code of codes) expect(answerTo(new RpcError(code, "secret")).message).not.toContain("secret");
});
