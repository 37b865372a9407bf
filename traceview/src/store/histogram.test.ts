import { expect, test } from "vitest";
import { Histogram } from "./histogram.ts";

test("quantiles are within 5 % of the true ones, whatever the scale", () => {
  for (const scale of [1, 1000, 1_000_000]) {
    const histogram = new Histogram();
    for (let value = 1; value <= 1000; value += 1) histogram.add(value * scale);
    for (const share of [0.5, 0.95, 0.99]) {
      const truth = share * 1000 * scale;
      expect(Math.abs(histogram.quantile(share) - truth) / truth).toBeLessThan(0.05);
    }
  }
});

test("the quantiles of nothing are 0, of one value that value, and never outside of what was met", () => {
  const histogram = new Histogram();
  expect(histogram.quantile(0.5)).toBe(0);
  histogram.add(1234);
  expect([histogram.quantile(0), histogram.quantile(0.5), histogram.quantile(1)]).toEqual([1234, 1234, 1234]);
  histogram.add(0);
  expect([histogram.quantile(0), histogram.quantile(1)]).toEqual([0, 1234]);
});

test("a sum of two holds what both held, in either order", () => {
  const [small, large, whole] = [new Histogram(), new Histogram(), new Histogram()];
  for (let value = 1; value < 500; value += 1) {
    (value < 100 ? small : large).add(value);
    whole.add(value);
  }
  const [one, other] = [new Histogram(), new Histogram()];
  one.merge(small);
  one.merge(large);
  other.merge(large);
  other.merge(small);
  for (const share of [0.01, 0.2, 0.5, 0.99]) {
    expect(one.quantile(share)).toBe(whole.quantile(share));
    expect(other.quantile(share)).toBe(whole.quantile(share));
  }
  expect(one.count).toBe(499);
});
