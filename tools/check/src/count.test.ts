import { expect, test } from "vitest";
import { countTests } from "./count.ts";

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
