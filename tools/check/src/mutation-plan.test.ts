import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mutationPlan } from "./mutation-plan.ts";

const root = mkdtempSync(join(tmpdir(), "mutation-plan-"));
const FILES = [
  "package.json",
  "libs/a/package.json",
  "libs/a/src/one.ts",
  "libs/a/src/one.test.ts",
  "libs/a/src/testing-spans.ts",
  "libs/a/src/deep/two.ts",
  "libs/a/src/types.d.ts",
  "libs/a/test/fake.ts",
  "libs/a/dist/built.ts",
  "libs/a/node_modules/other/index.ts",
  "libs/a/vitest.config.ts",
  "libs/a/README.md",
  "libs/b/package.json",
];

beforeAll(() => {
  for (const file of FILES) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), "");
  }
});
afterAll(() => rmSync(root, { recursive: true }));

test("a folder is all sources in it, without tests, what only tests import, and what was built", () => {
  expect(mutationPlan(root, root, "libs/a")).toEqual({
    target: "libs/a",
    packageFolder: "libs/a",
    files: ["libs/a/src/deep/two.ts", "libs/a/src/one.ts"],
  });
});

test("a folder or file within a package is run against all tests of the package", () => {
  expect(mutationPlan(root, root, "libs/a/src/deep/")).toEqual({
    target: "libs/a/src/deep",
    packageFolder: "libs/a",
    files: ["libs/a/src/deep/two.ts"],
  });
  expect(mutationPlan(root, root, "libs/a/src/one.ts")).toMatchObject({
    packageFolder: "libs/a",
    files: ["libs/a/src/one.ts"],
  });
});

test("a path is looked for where the user stands, then from the root", () => {
  expect(mutationPlan(root, join(root, "libs/a"), "src")).toMatchObject({ target: "libs/a/src" });
  expect(mutationPlan(root, join(root, "libs/a"), "libs/a")).toMatchObject({ target: "libs/a" });
});

test.each([
  ["libs/c", 'there is no folder "libs/c"'],
  ["libs", '"libs" is in no package'],
  [".", '"." is in no package'],
  ["..", '".." is in no package'],
  ["libs/b", '"libs/b" holds no source'],
  ["libs/a/src/one.test.ts", "holds no source"],
  ["libs/a/README.md", "holds no source"],
])("%s can't be changed: %s", (asked, problem) => {
  expect(() => mutationPlan(root, root, asked)).toThrow(problem);
});
