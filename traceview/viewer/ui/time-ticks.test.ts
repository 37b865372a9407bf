import { expect, test } from "vitest";
import { ticksBefore, timeTicks } from "./time-ticks.ts";

test.each([0.01, 0.4, 1, 6, 9.9, 47, 60, 95, 300, 660, 900, 3599, 7200, 86_400, 900_000])(
  "a range of %f s has at least three ticks, and not too many",
  (seconds) => {
    for (const from of [0, 1_700_000_000.123, 1_700_000_017]) {
      const narrow = timeTicks(from, from + seconds, 280);
      expect(narrow.length).toBeGreaterThanOrEqual(3);
      expect(narrow.length).toBeLessThanOrEqual(6);
      expect(narrow.every((time) => time > from - 1e-6 && time < from + seconds + 1e-6)).toBe(true);
      const wide = timeTicks(from, from + seconds, 1200);
      expect(wide.length).toBeGreaterThanOrEqual(9);
      expect(wide.length).toBeLessThanOrEqual(22);
    }
  },
);

test.each([
  [60, [-60, -30, 0]],
  [300, [-240, -120, 0]],
  [900, [-900, -600, -300, 0]],
  [3600, [-3600, -1800, 0]],
  [86_400, [-86_400, -43_200, 0]],
])("before now, %i s have the ticks %j", (lookback, ticks) => expect(ticksBefore(lookback)).toEqual(ticks));
