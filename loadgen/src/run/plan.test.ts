import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { settingsFor } from "../../test/stub-shop.ts";
import { arrivals, isInShard, shareOf, usersAt, usersMax } from "./plan.ts";

const settings = (changes: Parameters<typeof settingsFor>[1]) =>
  settingsFor("http://127.0.0.1:1", { iterations: Infinity, ...changes });

test("every number belongs to exactly one shard", () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 50 }), (number, count) => {
      const owners = Array.from({ length: count }, (_, index) => isInShard(number, { index, count })).filter(Boolean);
      expect(owners).toHaveLength(1);
    }),
  );
});

test("iterations are dealt out to users without one too few or too many", () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.integer({ min: 1, max: 60 }), (total, players) => {
      const shares = Array.from({ length: players }, (_, player) => shareOf(total, player, players));
      expect(shares.reduce((a, b) => a + b, 0)).toBe(total);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }),
  );
  expect(shareOf(Infinity, 3, 4)).toBe(Infinity);
});

describe("users of a closed run", () => {
  test("come at their rate, up to all", () => {
    const plan = settings({ users: 10, rate: 2 });
    expect([0, 499, 500, 4500, 60_000].map((ms) => usersAt(ms, plan))).toEqual([1, 1, 2, 10, 10]);
  });

  test("follow the stages in straight lines", () => {
    const plan = settings({
      stages: [
        { durationMs: 1000, target: 10 },
        { durationMs: 1000, target: 10 },
        { durationMs: 1000, target: 0 },
      ],
    });
    expect([0, 100, 500, 1500, 2500, 9999].map((ms) => usersAt(ms, plan))).toEqual([0, 1, 5, 10, 5, 0]);
    expect(usersMax(plan)).toBe(10);
  });
});

describe("arrivals of an open run", () => {
  const open = (changes: Parameters<typeof settingsFor>[1]) => [...arrivals(settings({ model: "open", ...changes }))];

  test("are evenly spaced at a steady rate", () => {
    expect(open({ rate: 4, durationMs: 1000 })).toEqual([0, 250, 500, 750]);
    expect(open({ rate: 100, iterations: 3 })).toEqual([0, 10, 20]);
  });

  test("are as many as the area under the stages, ever closer on the way up", () => {
    const times = open({
      stages: [
        { durationMs: 10_000, target: 100 },
        { durationMs: 5000, target: 100 },
      ],
    });
    expect(times).toHaveLength(1000);
    expect(times.filter((ms) => ms < 10_000)).toHaveLength(500);
    const gaps = times.slice(1).map((ms, i) => ms - (times[i] ?? 0));
    expect(gaps[0]).toBeGreaterThan(gaps[100] ?? 0);
    expect(gaps.at(-1)).toBeCloseTo(10);
    expect(gaps.every((gap) => gap > 0)).toBe(true);
  });

  test("end when a way down has reached nothing", () => {
    const times = open({
      stages: [
        { durationMs: 1000, target: 20 },
        { durationMs: 1000, target: 0 },
      ],
    });
    expect(times).toHaveLength(20);
    expect(times.every((ms) => ms >= 0 && ms <= 2000)).toBe(true);
  });
});
