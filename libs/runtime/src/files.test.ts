import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { fileProblem, makeFolder, outputProblem } from "./files.ts";

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

describe("a file to read", () => {
  test("is there, and no folder", () => {
    const file = join(folder, "readable");
    writeFileSync(file, "");
    expect(fileProblem(file, "read")).toBeUndefined();
    expect(fileProblem(folder, "read")).toBe("a file that can be read (it is a folder)");
    expect(fileProblem(join(folder, "none"), "read")).toBe("a file that can be read (there is none)");
    expect(fileProblem(join(file, "below"), "read")).toBe("a file that can be read (a part of the path is no folder)");
  });
});

describe("a file to write", () => {
  test("is there or can be made, and is no folder, nor below a file", () => {
    const file = join(folder, "writable");
    expect(fileProblem(file, "write")).toBeUndefined();
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, "kept");
    expect(fileProblem(file, "write")).toBeUndefined();
    expect(readFileSync(file, "utf8")).toBe("kept");
    expect(fileProblem(folder, "write")).toBe("a file that can be written (it is a folder)");
    expect(fileProblem(join(file, "below"), "write")).toMatch(/^a file that can be written \(.*no folder/);
    expect(fileProblem(join(file, "below/it"), "write")).toMatch(/^a file that can be written \(.*no folder/);
  });

  test("is not in the way of other processes that look for it", async () => {
    const look = `import { fileProblem } from ${JSON.stringify(join(import.meta.dirname, "files.ts"))};
      const problems = Array.from({ length: 3000 }, () => fileProblem(process.argv[1], "write"));
      console.log(new Set(problems));`;
    const args = ["--input-type=module", "-e", look, join(folder, "state.db")];
    const said = await Promise.all(Array.from({ length: 4 }, () => promisify(execFile)(process.execPath, args)));
    expect(said.map(({ stdout }) => stdout)).toEqual(said.map(() => "Set(1) { undefined }\n"));
  });

  test("at the end of long work needs its folder there, and is left as it was", () => {
    const file = join(folder, "report");
    expect(outputProblem(file)).toBeUndefined();
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, "kept");
    expect(outputProblem(file)).toBeUndefined();
    expect(readFileSync(file, "utf8")).toBe("kept");
    expect(outputProblem("")).toBe("a file that can be written (none is named)");
    for (const path of [`${file}/`, `${file}\\`, folder])
      expect(outputProblem(path)).toBe("a file that can be written (it is a folder)");
    const missing = join(folder, "missing");
    expect(outputProblem(join(missing, "report"))).toBe(`a file that can be written (there is no folder ${missing})`);
    expect(outputProblem(join(file, "below"))).toMatch(/no folder/);
  });

  test.runIf(existsSync("/dev/null"))("may be no file, such as /dev/null", () => {
    expect(outputProblem("/dev/null")).toBeUndefined();
  });
});

/** Node's recursive mkdir would never return there. */
describe.skipIf(process.platform !== "linux")("where nothing can be made (Linux's /proc)", () => {
  test("making a folder ends with the system's error", () => {
    expect(() => makeFolder("/proc/nowhere/logs")).toThrow("ENOENT");
  });

  test("what rights don't tell is found out by trying", () => {
    expect(outputProblem("/proc/report")).toMatch(/^a file that can be written \(/);
  });

  test("a file there can't be written", () => {
    expect(fileProblem("/proc/nowhere/log", "write")).toContain("no folder can be made in /proc");
  });
});
