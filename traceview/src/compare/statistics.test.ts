import { describe, expect, test } from "vitest";
import { fisherP, holm, mannWhitneyP, median, phiOf, twoSidedNormal } from "./statistics.ts";

test("the median is the middle value, or lies between the two middle ones", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
  expect(median([])).toBeNaN();
});

describe("Mann–Whitney", () => {
  test("gives the exact p of a textbook's ages at diagnosis, either way round", () => {
    const males = [19, 22, 16, 29, 24];
    const females = [20, 11, 17, 12];
    expect(mannWhitneyP(males, females)).toBeCloseTo(14 / 126, 12);
    expect(mannWhitneyP(females, males)).toBeCloseTo(14 / 126, 12);
  });

  test("of groups apart is the chance of the two extreme orders", () => {
    expect(mannWhitneyP([1, 2, 3], [4, 5, 6])).toBeCloseTo(2 / 20, 12);
    expect(mannWhitneyP([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])).toBeCloseTo(2 / 252, 12);
  });

  test("counts ties at the middle of their ranks: all orders of 1 1 | 1 2 are three of the six", () => {
    expect(mannWhitneyP([1, 1], [1, 2])).toBe(1);
    expect(mannWhitneyP([5, 5, 5], [5, 5, 5])).toBe(1);
    expect(mannWhitneyP([1, 1, 1], [2, 2, 2])).toBeCloseTo(2 / 20, 12);
  });

  test("of large groups uses the normal approximation", () => {
    const low = Array.from({ length: 100 }, (_, i) => i * 2);
    const high = Array.from({ length: 100 }, (_, i) => i * 2 + 41);
    // Of 10,000 pairs 1 + 2 + … + 79 = 3160 are the other way round.
    const z = (5000 - 3160 - 0.5) / Math.sqrt((10_000 * 201) / 12);
    expect(mannWhitneyP(low, high)).toBeCloseTo(twoSidedNormal(z), 12);
  });

  test("corrects the variance of large groups for ties", () => {
    const low = Array.from({ length: 100 }, (_, i) => (i < 60 ? 0 : 1));
    const high = Array.from({ length: 100 }, (_, i) => (i < 40 ? 0 : 1));
    const variance = (10_000 / 12) * (201 - (2 * (100 ** 3 - 100)) / (200 * 199));
    expect(mannWhitneyP(low, high)).toBeCloseTo(twoSidedNormal((1000 - 0.5) / Math.sqrt(variance)), 12);
  });

  test("of nothing, or of values that are all the same, is 1", () => {
    expect(mannWhitneyP([], [1, 2])).toBe(1);
    const same = Array.from({ length: 500 }, () => 1);
    expect(mannWhitneyP(same, same)).toBe(1);
  });
});

test("the normal distribution's tails keep their digits", () => {
  expect(twoSidedNormal(0)).toBe(1);
  expect(twoSidedNormal(1)).toBeCloseTo(0.317310507862914, 13);
  expect(twoSidedNormal(-1.959963984540054)).toBeCloseTo(0.05, 13);
  expect(twoSidedNormal(6) / 1.9731752900754e-9).toBeCloseTo(1, 10);
  expect(twoSidedNormal(2.8284271) / twoSidedNormal(2.8284272)).toBeCloseTo(1, 6);
});

test("Fisher's exact test agrees with the tea tasting and with published tables", () => {
  expect(fisherP({ hits: 3, total: 4 }, { hits: 1, total: 4 })).toBeCloseTo(34 / 70, 12);
  expect(fisherP({ hits: 8, total: 10 }, { hits: 1, total: 6 })).toBeCloseTo(0.034965034965, 10);
  expect(fisherP({ hits: 1, total: 10 }, { hits: 11, total: 14 })).toBeCloseTo(0.0027594561, 8);
  expect(fisherP({ hits: 5, total: 5 }, { hits: 7, total: 7 })).toBe(1);
  expect(fisherP({ hits: 0, total: 0 }, { hits: 7, total: 7 })).toBe(1);
});

test("phi is 1 for groups apart, −1 the other way round, 0 for equal shares, and between for others", () => {
  expect(phiOf({ hits: 5, total: 5 }, { hits: 0, total: 9 })).toBe(1);
  expect(phiOf({ hits: 0, total: 5 }, { hits: 9, total: 9 })).toBe(-1);
  expect(phiOf({ hits: 2, total: 4 }, { hits: 5, total: 10 })).toBe(0);
  expect(phiOf({ hits: 3, total: 4 }, { hits: 1, total: 4 })).toBe(0.5);
  expect(phiOf({ hits: 4, total: 4 }, { hits: 7, total: 7 })).toBe(0);
});

test("Holm's correction multiplies by the questions left, and never lets a larger p become the smaller", () => {
  const expected = [0.03, 0.06, 0.06, 0.02];
  for (const [i, p] of holm([0.01, 0.04, 0.03, 0.005]).entries()) expect(p).toBeCloseTo(expected[i]!, 12);
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});
