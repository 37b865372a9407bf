import { expect, test } from "vitest";
import { countTests, failedFiles, readVitestReport, withSecondRun } from "./count.ts";

const file = (status: string, ...tests: string[]) => ({
  name: "a.test.ts",
  status,
  assertionResults: tests.map((state, i) => ({ fullName: `test ${i}`, status: state })),
});

test("passed, failed and skipped tests are counted over all files", () => {
  const report = { testResults: [file("failed", "passed", "failed"), file("passed", "passed", "skipped", "pending")] };
  expect(countTests(report)).toEqual({ passed: 2, failed: 1, skipped: ["test 1", "test 2"] });
});

test("a file that could not be loaded is a failure", () => {
  expect(countTests({ testResults: [file("failed")] })).toEqual({ passed: 0, failed: 1, skipped: [] });
});

test("of vitest's report the states of files and tests are read; what is no report is refused", () => {
  const report = { testResults: [file("passed", "passed")] };
  expect(readVitestReport({ ...report, success: true })).toEqual(report);
  expect(() => readVitestReport({ testResults: [{ name: "a.test.ts", status: "failed" }] })).toThrow(
    '"assertionResults" is missing',
  );
  expect(() => readVitestReport("")).toThrow('"testResults" is missing');
});

test("a file that failed is counted by its second run; what failed only once is named", () => {
  const other = { ...file("passed", "passed"), name: "b.test.ts" };
  const first = { testResults: [file("failed", "failed", "failed", "passed"), other] };
  expect(failedFiles(first)).toEqual(["a.test.ts"]);
  const second = { testResults: [file("failed", "passed", "failed", "passed")] };
  const { report, flaky } = withSecondRun(first, second);
  expect(flaky).toEqual(["test 0"]);
  expect(countTests(report)).toEqual({ passed: 3, failed: 1, skipped: [] });
});

test("a file that could not be loaded the second time is a failure", () => {
  const first = { testResults: [file("failed", "failed")] };
  const { report, flaky } = withSecondRun(first, { testResults: [file("failed")] });
  expect(flaky).toEqual([]);
  expect(countTests(report)).toEqual({ passed: 0, failed: 1, skipped: [] });
});
