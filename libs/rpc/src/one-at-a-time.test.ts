import { expect, test } from "vitest";
import { OneAtATime } from "./one-at-a-time.ts";

test("work of one key never overlaps, keeps its order, and goes on after a failure", async () => {
  const lane = new OneAtATime();
  const steps: string[] = [];
  const work = (name: string, fail = false) =>
    lane.run("ada", async () => {
      steps.push(`${name} starts`);
      await Promise.resolve();
      steps.push(`${name} ends`);
      if (fail) throw new Error(name);
      return name;
    });
  const results = await Promise.allSettled([work("a"), work("b", true), work("c")]);
  expect(steps).toEqual(["a starts", "a ends", "b starts", "b ends", "c starts", "c ends"]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

test("another key does not wait", async () => {
  const lane = new OneAtATime();
  const { promise: blocked, resolve: release } = Promise.withResolvers<void>();
  const first = lane.run("ada", () => blocked);
  expect(await lane.run("grace", async () => "done")).toBe("done");
  release();
  await first;
});
