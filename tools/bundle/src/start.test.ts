import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "bundle-start-"));
const program = join(folder, "build/src");
const main = join(program, "main.cjs");
const code = join(program, "bundle.code.zst");

beforeAll(() => {
  const cwd = join(import.meta.dirname, "../../../loadgen");
  execFileSync(process.execPath, [join(import.meta.dirname, "main.ts"), folder], { cwd });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What V8 said to the code it was given, and what the program printed. */
function start(...flags: string[]): { readonly rejected: string; readonly printed: string } {
  const asking = `
    process.argv.push("--help");
    process.once("exit", () => console.error(require(${JSON.stringify(main)}).script.cachedDataRejected));
    require(${JSON.stringify(main)});`;
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, "-e", asking, main], { encoding: "utf8" });
  return { rejected: stderr.trim(), printed: stdout };
}

test("without code of an earlier start V8 compiles", () => {
  expect(start()).toMatchObject({ rejected: "undefined", printed: expect.stringContaining("Usage") });
});

test("primed, it starts with that code; and without, where V8 can't use it", () => {
  execFileSync(process.execPath, [join(import.meta.dirname, "prime.ts"), program], { stdio: "ignore" });
  expect(existsSync(code)).toBe(true);
  // As the manifests set them.
  const heap = ["--max-semi-space-size=4", "--max-old-space-size=64"];
  expect(start(...heap)).toMatchObject({ rejected: "false", printed: expect.stringContaining("Usage") });
  // Other code is made with this flag.
  expect(start("--no-lazy")).toMatchObject({ rejected: "true", printed: expect.stringContaining("Usage") });
});

test("a bundle that can't start fails the build", () => {
  rmSync(join(program, "bundle.js"));
  expect(() =>
    execFileSync(process.execPath, [join(import.meta.dirname, "prime.ts"), program], { stdio: "pipe" }),
  ).toThrow("left no compiled code");
});
