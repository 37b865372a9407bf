import { expect, test } from "vitest";
import { Random } from "@hipstershop/random";
import { TraceSample } from "./trace-sample.ts";

function sampled(counts: Readonly<Record<string, number>>, random = new Random(5, 0)) {
  const sample = new TraceSample(() => random.int(0, 999_999) / 1e6);
  for (const [name, count] of Object.entries(counts))
    for (let i = 0; i < count; i += 1) sample.add({ name, traceId: `${name} ${i}`, services: [] });
  return sample.actions;
}

test("a rare kind is looked at as much as a frequent one, and none more than seven times", () => {
  const names = sampled({ often: 5000, seldom: 8, once: 1 }).map(({ name }) => name);
  expect(names.filter((name) => name === "often")).toHaveLength(7);
  expect(names.filter((name) => name === "seldom")).toHaveLength(7);
  expect(names.filter((name) => name === "once")).toHaveLength(1);
});

test("fifty at most, and one of every kind first", () => {
  const kinds = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`kind ${i}`, 30]));
  const actions = sampled(kinds);
  expect(actions).toHaveLength(50);
  expect(new Set(actions.map(({ name }) => name)).size).toBe(20);
});

test("the same action is never there twice, and the end of a long run is", () => {
  const actions = sampled({ often: 100_000 });
  expect(new Set(actions.map(({ traceId }) => traceId)).size).toBe(7);
  const numbers = actions.map(({ traceId }) => Number(traceId.split(" ")[1]));
  expect(Math.min(...numbers)).toBeGreaterThan(99_000);
});

test("in a short run every action has its chance", () => {
  const found = new Set<string>();
  for (let seed = 0; seed < 200; seed += 1)
    for (const { traceId } of sampled({ some: 20 }, new Random(seed, 0))) found.add(traceId);
  expect(found.size).toBe(20);
});
