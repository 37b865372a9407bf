import { RpcError, Status } from "./errors.ts";
import { expect, test } from "vitest";
import { OncePerKey } from "./once-per-key.ts";

const DAY_MS = 24 * 3_600_000;

/** Work that counts its calls. */
function counter() {
  let count = 0;
  return { work: async () => ++count, count: () => count };
}

test("work under way and work done are shared", async () => {
  const { work, count } = counter();
  const once = new OncePerKey<number>();
  const both = [once.run("key", "same", work), once.run("key", "same", work)];
  expect(await Promise.all(both)).toEqual([1, 1]);
  expect(await once.run("key", "same", work)).toBe(1);
  expect(count()).toBe(1);
});

test("other content under a used key is refused, before and after the work is done", async () => {
  const { work } = counter();
  const once = new OncePerKey<number>();
  const first = once.run("key", "one", work);
  expect(() => once.run("key", "two", work)).toThrow("this idempotency key was used for something else");
  await first;
  expect(() => once.run("key", "two", work)).toThrow("this idempotency key was used for something else");
});

test("failed work fails for all who waited, and is then forgotten", async () => {
  const { work } = counter();
  const once = new OncePerKey<number>();
  const fail = async () => Promise.reject(new RpcError(Status.UNAVAILABLE, "no"));
  const both = await Promise.allSettled([once.run("key", "one", fail), once.run("key", "one", work)]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await once.run("key", "two", work)).toBe(1);
});

test.each([
  [Status.CANCELLED, "left"],
  [Status.DEADLINE_EXCEEDED, "had too little time"],
])("%s: when its caller %s, the first who waits does the work, and the others share that", async (code) => {
  const { work, count } = counter();
  const once = new OncePerKey<number>();
  const left = async () => Promise.reject(new RpcError(code, "no"));
  const all = [once.run("key", "same", left), once.run("key", "same", work), once.run("key", "same", work)];
  const results = await Promise.allSettled(all);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  expect(count()).toBe(1);
});

test("a key is kept for a day, and free again after it", async () => {
  let now = 0;
  const { work } = counter();
  const once = new OncePerKey<number>(() => now);
  await once.run("key", "same", work);
  now = DAY_MS - 1;
  expect(await once.run("key", "same", work)).toBe(1);
  now = DAY_MS;
  expect(await once.run("key", "other", work)).toBe(2);
});

test("no more than ten thousand keys are kept, and the oldest goes first", async () => {
  const { work, count } = counter();
  const once = new OncePerKey<number>();
  for (let i = 0; i <= 10_000; i++) await once.run(`key ${i}`, "same", work);
  expect(await once.run("key 1", "same", work)).toBe(2);
  expect(count()).toBe(10_001);
  expect(await once.run("key 0", "same", work)).toBe(10_002);
});

test("late failing of work whose key was given away does not take the new one with it", async () => {
  let now = 0;
  const { work, count } = counter();
  const once = new OncePerKey<number>(() => now);
  const slow = Promise.withResolvers<number>();
  const first = once.run("key", "one", () => slow.promise);
  now = DAY_MS;
  await once.run("key", "two", work);
  slow.reject(new Error("late"));
  await expect(first).rejects.toThrow("late");
  await once.run("key", "two", work);
  expect(count()).toBe(1);
});
