import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

test("a program runs again each time a file is replaced, also after it has failed, and ends with its runner", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rerun-"));
  try {
    mkdirSync(join(folder, "deep"));
    const replace = (text: string) => {
      writeFileSync(join(folder, "new"), text);
      renameSync(join(folder, "new"), join(folder, "deep/part.mjs"));
    };
    replace('export const part = "one";');
    writeFileSync(
      join(folder, "main.mjs"),
      'import { part } from "./deep/part.mjs"; console.log(`part ${part}`); setInterval(() => {}, 1000);',
    );
    const runner = spawn(process.execPath, [join(import.meta.dirname, "rerun.ts"), join(folder, "main.mjs"), folder]);
    let out = "";
    runner.stdout.on("data", (data: Buffer) => {
      out += data.toString();
    });
    const printed = (text: string) => expect.poll(() => out, { timeout: 5000 }).toContain(text);
    await printed("part one");
    for (const word of ["two", "three"]) {
      replace(`export const part = "${word}";`);
      await printed(`part ${word}`);
    }
    replace("this is no program");
    await printed("has ended with code 1");
    replace('export const part = "four";');
    await printed("part four");
    const exit = once(runner, "exit");
    runner.kill("SIGTERM");
    await exit;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 30_000);
