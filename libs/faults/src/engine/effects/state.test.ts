import { expect, test } from "vitest";
import { leak, endLeak } from "./leak.ts";
import { roundMoney } from "./money.ts";
import { EffectState } from "./state.ts";

test("work in turn runs one at a time, in order, and goes on after a failure", async () => {
  const state = new EffectState();
  const before: number[] = [];
  const steps: string[] = [];
  const enqueue = (name: string, fails = false) =>
    state.inTurn(
      "key",
      (waiting) => before.push(waiting),
      async () => {
        steps.push(`${name} begins`);
        await Promise.resolve();
        steps.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      },
    );
  const results = await Promise.allSettled([enqueue("a"), enqueue("b", true), enqueue("c")]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(steps).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  expect(before).toEqual([0, 1, 2]);
});

test("every third means the third, the sixth, and each effect counts for itself", () => {
  const state = new EffectState();
  const due = (key: string) => state.isDue(key, { everyNth: 3 });
  expect([due("a"), due("a"), due("b"), due("a"), due("b"), due("b")]).toEqual([
    false,
    false,
    false,
    true,
    false,
    true,
  ]);
});

test("a leak has a limit, and ends", () => {
  const state = new EffectState();
  const effect = { kind: "leak", bytes: 1000, maxBytes: 2500 } as const;
  expect([leak(effect, state), leak(effect, state), leak(effect, state)]).toEqual([1000, 2000, 2000]);
  endLeak(state);
  expect(leak(effect, state)).toBe(1000);
});

test.each([
  ["up", "67", 990_000_000, "68"],
  ["down", "67", 990_000_000, "67"],
  ["up", "-1", -500_000_000, "-2"],
  ["down", "0", -500_000_000, "0"],
] as const)("rounds %s %s.%s to %s", (mode, units, nanos, expected) => {
  expect(roundMoney({ currencyCode: "EUR", units, nanos }, mode)).toEqual({
    currencyCode: "EUR",
    units: expected,
    nanos: 0,
  });
});

test("an amount without a fraction stays as it is", () => {
  const money = { currencyCode: "EUR", units: "5", nanos: 0 };
  expect(roundMoney(money, "up")).toBe(money);
});
