import { expect, test } from "vitest";
import { type OrderFailure, orderFailureMetadata, readOrderFailure } from "./index.ts";

test.each<[OrderFailure, Record<string, string>]>([
  [{}, {}],
  [{ state: "paid" }, { "x-order-state": "paid" }],
  [
    { state: "unpaid", problem: "empty-cart" },
    { "x-order-state": "unpaid", "x-order-problem": "empty-cart" },
  ],
  [{ declineReason: "expired" }, { "x-decline-reason": "expired" }],
])("%j travels as %j, and arrives as it was", (failure, metadata) => {
  expect(orderFailureMetadata(failure)).toEqual(metadata);
  expect(readOrderFailure(metadata)).toEqual(failure);
});

test("what the contract does not have is left out", () => {
  expect(orderFailureMetadata({ state: undefined })).toEqual({});
  const metadata = { "x-order-state": "refunded", "x-decline-reason": "", "x-other": "1", "content-type": "text" };
  expect(readOrderFailure(metadata)).toEqual({});
});
