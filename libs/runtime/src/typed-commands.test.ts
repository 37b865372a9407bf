import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { needsSources, TYPED } from "./typed-commands.ts";

const folder = mkdtempSync(join(tmpdir(), "typed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("in a clone of the repository commands are those of npm", () => {
  expect(TYPED).toMatchObject({ start: "npm start", labOptions: "npm run lab --" });
  expect(() => needsSources("this")).not.toThrow();
});

test("in a bundle they are those of its script, and what needs the sources is refused", () => {
  const module = JSON.stringify(join(import.meta.dirname, "typed-commands.ts"));
  const main = join(folder, "main.cjs");
  writeFileSync(
    main,
    `const { TYPED, needsSources } = require(${module});
     let refusal = ""; try { needsSources("--processes"); } catch (error) { refusal = error.message; }
     console.log(TYPED.start, TYPED.shop, TYPED.lab, refusal);`,
  );
  const printed = execFileSync(process.execPath, [main], { encoding: "utf8" });
  const script = process.platform === "win32" ? "shop" : "./shop";
  expect(printed.trim()).toBe(
    `${script} ${script} ${script} lab --processes needs a clone of the repository; this is a bundle of it`,
  );
});
