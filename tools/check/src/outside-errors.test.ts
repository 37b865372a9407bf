import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { countTests, readVitestReport } from "./count.ts";
import { readOutsideErrors } from "./outside-errors.ts";

const root = join(import.meta.dirname, "../../..");

/** Runs a test file by the configuration of `npm test`. */
function run(text: string) {
  const folder = mkdtempSync(join(tmpdir(), "shop-outside-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "one.test.ts"), text);
  const report = join(folder, "report.json");
  const args = ["run", "--config", join(root, "vitest.check.config.ts"), "--root", folder];
  // Without projects, whose patterns are of the repository.
  const { status } = spawnSync("node", [
    join(root, "node_modules/vitest/vitest.mjs"),
    ...args,
    "--globals",
    `--outputFile.json=${report}`,
  ]);
  return { status, report };
}

test("an error outside of all tests is no failed test, and is told", () => {
  const { status, report } = run('test("one", () => void Promise.reject(new Error("nobody awaits me")));');
  expect(status).toBe(1);
  expect(countTests(readVitestReport(JSON.parse(readFileSync(report, "utf8"))))).toMatchObject({
    passed: 1,
    failed: 0,
  });
  expect(readOutsideErrors(report)).toEqual(["nobody awaits me"]);
});

test("without one there is nothing to tell", () => {
  const { status, report } = run('test("one", () => {});');
  expect([status, readOutsideErrors(report)]).toEqual([0, []]);
});
