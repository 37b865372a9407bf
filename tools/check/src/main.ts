// `npm test`: format, lint, types, dead code and all tests, one after the other; at the end it prints skipped tests and a count.
// `npm run ok` (--quick) leaves out the browser tests; CI (--images) also builds all images. Arguments after `--` go to vitest.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { outliveReaders } from "@hipstershop/outputs";
import { processVariables } from "@hipstershop/runtime";
import { describeAffected } from "./affected.ts";
import { countTests, failedFiles, readVitestReport, type VitestReport, withSecondRun } from "./count.ts";
import { readOutsideErrors } from "./outside-errors.ts";

outliveReaders();
const root = resolve(import.meta.dirname, "../../..");
const quick = process.argv.includes("--quick");
const withImages = process.argv.includes("--images");
const passedOn = process.argv.slice(2).filter((argument) => !["--quick", "--images"].includes(argument));
const variables = processVariables();
const searchPath = [join(root, "node_modules/.bin"), variables["PATH"]].join(delimiter);

/** Exit code of own-engine.ts when no Docker engine can be started on this machine. */
const NO_ENGINE = 3;

/** Runs a program of node_modules/.bin on this terminal; returns its exit code. */
function runTool(command: string, ...args: string[]): number | null {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
    env: { ...variables, PATH: searchPath },
  });
  return status;
}

function printTitle(text: string): void {
  process.stdout.write(`\n── ${text} ${"─".repeat(Math.max(0, 76 - text.length))}\n`);
}

/** Maximum of failed files that run once more, alone: when more fail, it is not because of the load of the others. */
const AGAIN_MAX = 5;

/**
 * Runs tests; returns their report. Throws when they leave none. Errors outside of all tests count as failures at once: no
 * second run says whether they would come again.
 */
function runTests(report: string, ...args: string[]): VitestReport {
  runTool("vitest", "run", "--config", "vitest.check.config.ts", `--outputFile.json=${report}`, ...args);
  const found = readVitestReport(JSON.parse(readFileSync(report, "utf8")));
  outside.push(...readOutsideErrors(report));
  return found;
}

/** Runs the files that failed once more, one after the other, and names the tests that pass then. */
function runAgain(first: VitestReport, report: string): VitestReport {
  const files = failedFiles(first);
  if (files.length === 0 || files.length > AGAIN_MAX) return first;
  printTitle("what failed, once more, alone");
  const both = withSecondRun(first, runTests(report, "--no-file-parallelism", ...files));
  for (const name of both.flaky) process.stdout.write(`failed among the others, passed alone: ${name}\n`);
  return both.report;
}

/** Prints the projects that the last commit affects; nothing in a shallow clone, which has no earlier commit. */
function printAffected(): void {
  const { status, stdout } = spawnSync("nx", ["show", "projects", "--affected", "--base=HEAD~1", "--head=HEAD"], {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
    env: { ...variables, NX_DAEMON: "false", PATH: searchPath },
  });
  if (status !== 0) return;
  printTitle("what the last commit touches");
  process.stdout.write(`${describeAffected(stdout)}\n`);
}

let passed = 0;
let failed = 0;
const skipped: string[] = [];
/** Messages of errors that were thrown outside of all tests. */
const outside: string[] = [];

const checks = [
  { what: "format", command: "oxfmt", args: ["--check"] },
  { what: "lint", command: "oxlint", args: ["--type-aware", "--deny-warnings"] },
  { what: "types", command: "tsc", args: ["-p", "tsconfig.json"] },
  // Browser code has TypeScript projects of its own: only these include the DOM's types.
  ...["tests", "traceview/viewer"]
    .filter((folder) => existsSync(join(root, folder, "tsconfig.json")))
    .map((folder) => ({ what: `types of ${folder}`, command: "tsc", args: ["-p", `${folder}/tsconfig.json`] })),
  { what: "dead code", command: "knip", args: ["--no-progress", "--no-config-hints"] },
];
for (const { what, command, args } of checks) {
  printTitle(what);
  if (runTool(command, ...args) === 0) passed += 1;
  else failed += 1;
}

printTitle("tests");
const folder = mkdtempSync(join(tmpdir(), "shop-check-"));
try {
  const first = runTests(join(folder, "first.json"), ...(quick ? ["--exclude", "tests/browser/**"] : []), ...passedOn);
  const counted = countTests(runAgain(first, join(folder, "second.json")));
  passed += counted.passed;
  failed += counted.failed + outside.length;
  skipped.push(...counted.skipped);
} catch (error) {
  failed += 1;
  process.stderr.write(`the tests left no report: ${String(error)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

for (const message of outside) process.stdout.write(`failed outside of all tests: ${JSON.stringify(message)}\n`);

if (withImages) {
  printTitle("images");
  const code = runTool("node", "tools/deploy/src/images/own-engine.ts");
  if (code === 0) passed += 1;
  else if (code !== NO_ENGINE) failed += 1;
}

if (variables["CI"]) printAffected();

if (skipped.length > 0) {
  process.stdout.write(`\nskipped here:\n${skipped.map((name) => `  ${name}`).join("\n")}\n`);
  if (variables["CI"]) {
    failed += skipped.length;
    process.stdout.write("with CI set nothing may be skipped: these count as failed\n");
  }
}
process.stdout.write(
  `\n${passed} passed, ${failed} failed${skipped.length > 0 && !variables["CI"] ? `, ${skipped.length} skipped` : ""}\n`,
);
process.exit(failed === 0 ? 0 : 1);
