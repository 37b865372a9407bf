import { expect, test } from "vitest";
import { aborted, StateChanges } from "./waiting.ts";

test("a state that is there already is found at once", async () => {
  expect(await new StateChanges().until(() => 0)).toBe(0);
});

test("a state is found when it comes, by all who wait for it", async () => {
  const changes = new StateChanges();
  const taken: number[] = [];
  const third = changes.until(() => taken[2]);
  const first = changes.until(() => taken[0]);
  for (const number of [7, 8, 9]) {
    taken.push(number);
    changes.changed();
  }
  expect([await first, await third]).toEqual([7, 9]);
});

test("who waits for what never comes learns it at the end", async () => {
  const end = new AbortController();
  const never = new StateChanges().until(() => undefined, end.signal, "it did not come");
  end.abort();
  await expect(never).rejects.toThrow("it did not come");
});

test("a signal that has aborted, or does later, is noticed", async () => {
  await aborted(AbortSignal.abort());
  const controller = new AbortController();
  const later = aborted(controller.signal);
  controller.abort();
  expect(await later).toBeUndefined();
});
