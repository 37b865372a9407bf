import { expect, test } from "vitest";
import { countTests, readVitestReport } from "./count.ts";

const file = (status: string, ...tests: string[]) => ({
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
  expect(() => readVitestReport({ testResults: [{ status: "failed" }] })).toThrow('"assertionResults" is missing');
  expect(() => readVitestReport("")).toThrow('"testResults" is missing');
});
