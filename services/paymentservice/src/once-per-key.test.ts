import { expect, test } from "vitest";
import { KeyReusedError, OncePerKey } from "./once-per-key.ts";

const HOUR_MS = 3_600_000;

/** Work that counts how often it was done, at a clock that can be set. */
function setUp() {
  const clock = { ms: 0 };
  const once = new OncePerKey<number>(() => clock.ms);
  let done = 0;
  const work = async () => ++done;
  return { once, work, clock, done: () => done };
}

test("the same key and content have one result", async () => {
  const { once, work, done } = setUp();
  expect(await once.run("k", "a", work)).toEqual({ result: 1, repeated: false });
  expect(await once.run("k", "a", work)).toEqual({ result: 1, repeated: true });
  expect(await once.run("l", "a", work)).toEqual({ result: 2, repeated: false });
  expect(done()).toBe(2);
});

test("a key with other content is refused, and keeps its result", async () => {
  const { once, work } = setUp();
  await once.run("k", "a", work);
  await expect(once.run("k", "b", work)).rejects.toBeInstanceOf(KeyReusedError);
  expect(await once.run("k", "a", work)).toEqual({ result: 1, repeated: true });
});

test("whoever comes while the work is under way waits for the same result", async () => {
  const { once } = setUp();
  const gate = Promise.withResolvers<number>();
  let started = 0;
  const work = () => {
    started++;
    return gate.promise;
  };
  const all = [1, 2, 3].map(() => once.run("k", "a", work));
  await expect(once.run("k", "b", work)).rejects.toBeInstanceOf(KeyReusedError);
  gate.resolve(7);
  expect((await Promise.all(all)).map(({ result }) => result)).toEqual([7, 7, 7]);
  expect(started).toBe(1);
});

test("failed work fails all who wait for it, and is done again for the next", async () => {
  const { once, work } = setUp();
  const gate = Promise.withResolvers<number>();
  const all = [1, 2].map(() => once.run("k", "a", () => gate.promise));
  gate.reject(new Error("declined"));
  const ends = await Promise.allSettled(all);
  expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await once.run("k", "b", work)).toEqual({ result: 1, repeated: false });
});

test("a result is kept for a day", async () => {
  const { once, work, clock } = setUp();
  await once.run("k", "a", work);
  clock.ms = 24 * HOUR_MS - 1;
  expect((await once.run("k", "a", work)).repeated).toBe(true);
  clock.ms = 24 * HOUR_MS;
  expect(await once.run("k", "other", work)).toEqual({ result: 2, repeated: false });
});

test("no more than 10,000 keys are kept: the oldest goes first", async () => {
  const { once, work } = setUp();
  for (let key = 0; key < 10_000; key++) await once.run(`k${key}`, "a", work);
  expect((await once.run("k0", "a", work)).repeated).toBe(true);
  await once.run("one more", "a", work);
  expect((await once.run("k1", "a", work)).repeated).toBe(true);
  expect((await once.run("k0", "a", work)).repeated).toBe(false);
});
