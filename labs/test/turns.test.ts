import { expect, test } from "vitest";
import { Turns } from "../src/pages/course-place.ts";

test("so many work at once, the others in the order in which they came", async () => {
  const turns = new Turns(2);
  const [begun, ends]: [string[], (() => void)[]] = [[], []];
  const work = (name: string) =>
    turns.take(name, async () => {
      begun.push(name);
      await new Promise<void>((resolve) => void ends.push(resolve));
    });
  const all = ["a", "b", "c", "d"].map(work);
  await expect.poll(() => begun).toEqual(["a", "b"]);
  ends.shift()?.();
  await expect.poll(() => begun).toEqual(["a", "b", "c"]);
  await expect(work("d")).rejects.toThrow("still being worked on");
  while (begun.length < 4 || ends.length > 0) {
    ends.shift()?.();
    await Promise.resolve();
  }
  await Promise.all(all);
  expect(begun).toEqual(["a", "b", "c", "d"]);
});

test("one whose work fails makes room, and more than a hundred are not kept waiting", async () => {
  const turns = new Turns(1);
  await expect(turns.take("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  const end = Promise.withResolvers<void>();
  const all = Array.from({ length: 101 }, (_, i) => turns.take(`learner ${i}`, () => end.promise));
  await expect(turns.take("b", () => end.promise)).rejects.toThrow("Too many learners");
  end.resolve();
  await Promise.all(all);
  await turns.take("b", () => end.promise);
});
