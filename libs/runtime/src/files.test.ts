import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { fileProblem, makeFolder } from "./files.ts";

const folder = mkdtempSync(join(tmpdir(), "files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a folder is made with those above it, and again", () => {
  const deep = join(folder, "a/b/c");
  makeFolder(deep);
  makeFolder(deep);
  expect(existsSync(deep)).toBe(true);
});

test("what is a file can be no folder", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  expect(() => makeFolder(file)).toThrow("EEXIST");
  expect(() => makeFolder(join(file, "below"))).toThrow("EEXIST");
});

test("a file in a folder that can be made is no problem, and leaves nothing behind", () => {
  expect(fileProblem(join(folder, "new/deep/log"), "write")).toBeUndefined();
  expect(existsSync(join(folder, "new"))).toBe(false);
});

/** Node's recursive mkdir would never return there. */
describe.skipIf(process.platform !== "linux")("where nothing can be made (Linux's /proc)", () => {
  test("making a folder ends with the system's error", () => {
    expect(() => makeFolder("/proc/nowhere/logs")).toThrow("ENOENT");
  });

  test("a file there can't be written", () => {
    expect(fileProblem("/proc/nowhere/log", "write")).toContain("no folder can be made in /proc");
  });
});
