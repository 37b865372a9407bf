import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { outputProblem } from "./files.ts";

const folder = mkdtempSync(join(tmpdir(), "outputs-"));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, "sub"));
writeFileSync(join(folder, "old.json"), "old");
symlinkSync("later.json", join(folder, "link.json"));

test.each(["new.json", "old.json", "sub/new.json", "link.json", "sub/../new.json"])(
  "a report can go to %s, which stays as it was until then",
  (path) => {
    const before = readdirSync(folder, { recursive: true });
    expect(outputProblem(join(folder, path))).toBeUndefined();
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
    expect(readFileSync(join(folder, "old.json"), "utf8")).toBe("old");
  },
);

test.each([
  ["", "none is named"],
  [`${folder}/sub`, "it is a folder"],
  [`${folder}/new/`, "it is a folder"],
  [`${folder}/missing/new.json`, `there is no folder ${folder}/missing`],
  [`${folder}/old.json/new.json`, `${folder}/old.json is no folder`],
  [`${folder}/${"x".repeat(300)}`, "ENAMETOOLONG"],
  ["/proc/new.json", "there is no"],
])("none can go to %s: %s", (path, why) => {
  expect(outputProblem(path)).toMatch(/^a file that can be written \(.*\)$/);
  expect(outputProblem(path)).toContain(why);
});
