import { field, isList, isText } from "./json-fields.ts";

/** The part of vitest's JSON report that is read here. */
export interface VitestReport {
  readonly testResults: readonly {
    /** Path of the file. */
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** Results of a test run. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  /** Full names of the skipped tests. Their names say what they need. */
  readonly skipped: readonly string[];
}

/** Reads what vitest's JSON reporter wrote. */
export function readVitestReport(report: unknown): VitestReport {
  const testResults = field(report, "testResults", isList).map((file) => ({
    name: field(file, "name", isText),
    status: field(file, "status", isText),
    assertionResults: field(file, "assertionResults", isList).map((test) => ({
      fullName: field(test, "fullName", isText),
      status: field(test, "status", isText),
    })),
  }));
  return { testResults };
}

/** Counts tests. A file that failed without a failed test (because it could not be loaded, for example) counts as one failure. */
export function countTests({ testResults }: VitestReport): Count {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  return {
    passed: tests.filter(({ status }) => status === "passed").length,
    failed: tests.filter(({ status }) => status === "failed").length + brokenFiles.length,
    skipped: tests.filter(({ status }) => status !== "passed" && status !== "failed").map(({ fullName }) => fullName),
  };
}

/** Paths of the files that failed. */
export function failedFiles({ testResults }: VitestReport): string[] {
  return testResults.filter(({ status }) => status === "failed").map(({ name }) => name);
}

/**
 * The results of `first`, with those of files that ran once more taken from `second`, and the full names of the tests
 * that failed first and passed then.
 */
export function withSecondRun(first: VitestReport, second: VitestReport): { report: VitestReport; flaky: string[] } {
  const again = new Map(second.testResults.map((file) => [file.name, file]));
  const flaky = first.testResults.flatMap(({ name, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === "failed").map(({ fullName }) => fullName);
    const passed = again.get(name)?.assertionResults.filter(({ status }) => status === "passed") ?? [];
    return failed.filter((fullName) => passed.some((test) => test.fullName === fullName));
  });
  return { report: { testResults: first.testResults.map((file) => again.get(file.name) ?? file) }, flaky };
}
