import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const program = join(import.meta.dirname, "../bin/chaos.mjs");

async function chaos(...args: readonly string[]) {
  const run = promisify(execFile)(process.execPath, [program, ...args]);
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

test.each([
  [["--only", "R99"], "There is no check R99."],
  [["--seed", "-1"], "It is a whole number up to"],
  [["--html", "/nowhere/at/all.html"], "there is no folder /nowhere/at"],
  [["more"], "too many arguments"],
])("wrong options (%j) are told, and nothing is started", async (args, words) => {
  const { code, stderr, stdout } = await chaos(...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(words);
});

test("--help names every option and check", async () => {
  const { code, stdout } = await chaos("--help");
  expect(code).toBe(0);
  for (const word of ["--only", "--short", "--seed", "--json", "--html", "R1", "R2"]) expect(stdout).toContain(word);
});
