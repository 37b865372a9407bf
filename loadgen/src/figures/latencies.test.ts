import fc from "fast-check";
import { expect, test } from "vitest";
import { Latencies } from "./latencies.ts";

test("percentiles are within a thousandth of the exact ones", () => {
  const lengths = fc.array(fc.double({ min: 0.001, max: 600_000, noNaN: true }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(lengths, fc.constantFrom(50, 90, 95, 99, 99.9), (ms, percent) => {
      const latencies = new Latencies();
      for (const one of ms) latencies.record(one);
      const sorted = ms.toSorted((a, b) => a - b);
      // 1e-9: 0.999 * 1000 is not exactly 999 in binary.
      const exact = sorted[Math.max(0, Math.ceil((percent / 100) * ms.length - 1e-9) - 1)] ?? 0;
      expect(Math.abs(latencies.percentileMs(percent) - exact)).toBeLessThanOrEqual(exact * 0.001 + 0.001);
      expect(latencies.count).toBe(ms.length);
    }),
    { numRuns: 200 },
  );
});

test("nothing recorded is zero, and what is reset is gone", () => {
  const latencies = new Latencies();
  expect([latencies.percentileMs(99), latencies.maxMs]).toEqual([0, 0]);
  latencies.record(5);
  latencies.reset();
  expect([latencies.count, latencies.percentileMs(99), latencies.maxMs]).toEqual([0, 0, 0]);
});
