import { expect, test } from "vitest";
import { clean } from "./clean.ts";
import { readSettings } from "./metric-settings.ts";

const settings = (canary: object) => readSettings("errors", { canary });

test("missing values are removed, or count as 0", () => {
  const values = [1, Number.NaN, 3];
  expect(clean(values, settings({ nanStrategy: "none" }))).toEqual([1, 3]);
  expect(clean(values, settings({ nanStrategy: "replace" }))).toEqual([1, 0, 3]);
});

const HUNDRED = Array.from({ length: 200 }, (_, i) => i % 10);

test("outliers stay unless they are to be removed", () => {
  expect(clean([...HUNDRED, 1000], settings({}))).toContain(1000);
  expect(clean([...HUNDRED, 1000], settings({ outliers: { strategy: "remove" } }))).toEqual(HUNDRED);
});

test("a value on a fence stays, one beyond it goes", () => {
  // Quartiles 0 and 4, and the fence at 4 + 3 · 4.
  const around = [...Array.from({ length: 150 }, () => 0), ...Array.from({ length: 149 }, () => 4)];
  const strategy = { outliers: { strategy: "remove", outlierFactor: 3 } };
  expect(clean([...around, 16], settings(strategy))).toContain(16);
  expect(clean([...around, 16.01], settings(strategy))).not.toContain(16.01);
});

test("in short series the percentiles are further out than the quartiles' fences", () => {
  expect(clean([0, 0, 0, 0, 9], settings({ outliers: { strategy: "remove" } }))).toEqual([0, 0, 0, 0]);
  expect(clean([1, 2, 3, 4, 9], settings({ outliers: { strategy: "remove" } }))).toContain(9);
});

test.each([
  [{ outliers: { strategy: "remove", outlierFactor: 0 } }, /outlierFactor is 0, but must be greater than 0/, true],
  [{ critical: "true" }, /metric 'errors': critical is "true", but must be true or false/, false],
  [{ effectSize: { allowedIncrease: "1.1" } }, /effectSize: allowedIncrease is "1.1", but must be a number/, false],
])("%j is refused", (canary, message, isForeseen) => {
  expect(() => settings(canary)).toThrow(
    expect.objectContaining({ message: expect.stringMatching(message), isForeseen }),
  );
});

test("words that the judge does not know mean its defaults", () => {
  const odd = settings({
    direction: "up",
    nanStrategy: "?",
    outliers: { strategy: "?" },
    effectSize: { measure: "?" },
  });
  expect(odd).toEqual(settings({}));
  expect(settings({ effectSize: { measure: "cles" } }).effectSize.allowedIncrease).toBe(0.5);
});
