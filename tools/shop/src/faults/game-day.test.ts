import { faults } from "@hipstershop/faults/catalogue";
import { describe, expect, test } from "vitest";
import { planGameDay, type PlanSettings } from "./game-day.ts";

const settings: PlanSettings = { seed: 7, durationMs: 600_000, everyMs: 30_000, only: [] };

describe("the plan of a game day", () => {
  test("is the same for the same seed, and another for another", () => {
    expect(planGameDay(settings)).toEqual(planGameDay(settings));
    expect(planGameDay({ ...settings, seed: 8 }).steps).not.toEqual(planGameDay(settings).steps);
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7])("with seed %d has one fault at a time and ends with all off", (seed) => {
    const { steps } = planGameDay({ ...settings, seed, durationMs: 605_000 });
    const on = new Set<string>();
    for (const { atMs, name, variant } of steps) {
      expect(atMs % settings.everyMs === 0 || atMs === 605_000).toBe(true);
      const known = faults.find((fault) => fault.name === name)?.variants.map((one) => one.name);
      expect(known).toContain(variant);
      if (variant === "off") expect(on.delete(name)).toBe(true);
      else on.add(name);
      expect(on.size).toBeLessThan(2);
    }
    expect(on.size).toBe(0);
    expect(steps[0]?.atMs).toBe(0);
    expect(steps.map(({ atMs }) => atMs)).toEqual(steps.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
  });

  test("repeats no fault before all had their turn, and has quiet times", () => {
    const { steps } = planGameDay({ ...settings, durationMs: faults.length * settings.everyMs });
    const begun = steps.filter(({ variant }) => variant !== "off").map(({ name }) => name);
    expect(new Set(begun).size).toBe(begun.length);
    expect(begun.length).toBeGreaterThan(faults.length / 2);
    expect(begun.length).toBeLessThan(faults.length);
  });

  test("chooses from the faults that are named, even from one", () => {
    const two = planGameDay({ ...settings, only: ["adFailure", "cartHotKey", "adFailure"] }).steps;
    expect(new Set(two.map(({ name }) => name))).toEqual(new Set(["adFailure", "cartHotKey"]));
    const one = planGameDay({ ...settings, only: ["adFailure"] }).steps;
    expect(one.length).toBeGreaterThan(4);
    expect(() => planGameDay({ ...settings, only: ["adFailur"] })).toThrow("did you mean adFailure?");
  });

  test("that is shorter than a turn has one fault", () => {
    const { steps } = planGameDay({ ...settings, durationMs: 1000 });
    expect(steps.map(({ atMs }) => atMs)).toEqual([0, 1000]);
  });
});
