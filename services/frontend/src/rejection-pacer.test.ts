import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RejectionPacer } from "./rejection-pacer.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A rejection that is wanted now, and whether it may be sent. */
function reject(pacer: RejectionPacer, connection: object) {
  const response = new EventEmitter();
  const rejection = { response, isSent: false };
  const pause = pacer.pause(response, connection);
  if (pause) void pause.then(() => (rejection.isSent = true));
  else rejection.isSent = true;
  return rejection;
}

test("a client that keeps to Retry-After is rejected at once, one that does not waits for the rest", async () => {
  const pacer = new RejectionPacer(1000);
  const [patient, impatient] = [{}, {}];
  expect([reject(pacer, patient).isSent, reject(pacer, impatient).isSent]).toEqual([true, true]);
  await vi.advanceTimersByTimeAsync(400);
  const held = reject(pacer, impatient);
  await vi.advanceTimersByTimeAsync(599);
  expect(held.isSent).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(held.isSent).toBe(true);
  expect(reject(pacer, patient).isSent).toBe(true);
  const again = reject(pacer, impatient);
  await vi.advanceTimersByTimeAsync(999);
  expect(again.isSent).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(again.isSent).toBe(true);
});

test("a client that disconnects while it is held leaves no timer", async () => {
  const pacer = new RejectionPacer(1000);
  const connection = {};
  reject(pacer, connection);
  const { response } = reject(pacer, connection);
  expect(vi.getTimerCount()).toBe(1);
  response.emit("close");
  expect(vi.getTimerCount()).toBe(0);
});
