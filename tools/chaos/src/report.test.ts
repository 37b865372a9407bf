import { expect, test } from "vitest";
import { isMet, isPassed, limitText, withoutTimes } from "./check.ts";
import { resultJson, resultPage, resultTable } from "./report.ts";

const figure = { name: "actions that succeed", value: 45, unit: "of 54", atLeast: 46 };
const check = { id: "R1", title: "one <dead> backend" };
const outcome = {
  check,
  finding: { figures: [figure], problems: ["cart: 500"], rows: [["service"], ["cart"]] },
  tookMs: 1400,
};

test("a figure has to meet both limits, and a missing number meets none", () => {
  expect(isMet(figure)).toBe(false);
  expect(isMet({ ...figure, value: 46 })).toBe(true);
  expect(isMet({ name: "", value: 3, unit: "", atLeast: 1, atMost: 2 })).toBe(false);
  expect(isMet({ name: "", value: Number.NaN, unit: "", atMost: 2 })).toBe(false);
  expect(isMet({ name: "", value: 7, unit: "" })).toBe(true);
});

test("a check has passed when all figures meet their limits and nothing else went wrong", () => {
  const good = { ...figure, value: 54 };
  expect(isPassed({ figures: [good], problems: [] })).toBe(true);
  expect(isPassed({ figures: [good], problems: ["something"] })).toBe(false);
  expect(isPassed({ figures: [good, figure], problems: [] })).toBe(false);
});

test("without times, figures of time have no limits, and counts keep theirs", () => {
  const slow = { name: "p99", value: 60, unit: "ms", atMost: 50 };
  const slowOnes = { name: "slow answers", value: 1, unit: "", atMost: 0, isOfTime: true };
  expect(isPassed({ figures: [slow, slowOnes], problems: [] })).toBe(false);
  expect(isPassed(withoutTimes({ figures: [slow, slowOnes], problems: [] }))).toBe(true);
  expect(isPassed(withoutTimes({ figures: [slow, figure], problems: [] }))).toBe(false);
});

test("reports show figures, limits and problems, escaped", () => {
  expect(limitText(figure)).toBe("at least 46");
  expect(resultTable([outcome])).toMatch(/45 of 54.*at least 46.*FAILED/);
  expect(JSON.parse(resultJson([outcome]))).toMatchObject([
    { id: "R1", passed: false, figures: [{ met: false }], rows: [["service"], ["cart"]] },
  ]);
  const page = resultPage([outcome], new Date(0));
  expect(page).toContain("one &lt;dead&gt; backend");
  expect(page).toContain("1 failed");
});
