import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

/** A process that logs, then prints that it is still running. */
const PROGRAM = `
  import { renameSync } from "node:fs";
  import { createLogger } from ${JSON.stringify(join(import.meta.dirname, "../src/log.ts"))};
  const log = createLogger("adservice", { level: "info", file: process.argv[1] ?? "" });
  for (let line = 0; line < 3000; line += 1) log.info({ line }, "x".repeat(200));
  if (process.argv[2]) {
    renameSync(process.argv[2], process.argv[1]);
    log.info("room again");
  }
  process.stderr.write("alive\\n");
`;

/** Runs it to its end with these files. */
async function run(
  files: readonly string[],
  prepare: (child: ChildProcessByStdio<null, Readable, Readable>) => void = () => {},
) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", PROGRAM, "--", ...files], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  prepare(child);
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  return { said, code: code as number };
}

test("a log on a full disk is told once, and the service goes on", async () => {
  expect(await run(["/dev/full"])).toEqual({
    said: "adservice: log lines can't be written and are lost: ENOSPC: no space left on device, write\nalive\n",
    code: 0,
  });
});

test("a reader of standard output that goes away is told once, and the service goes on", async () => {
  expect(await run([], ({ stdout }) => stdout.destroy())).toEqual({
    said: "adservice: log lines can't be written and are lost: EPIPE: broken pipe, write\nalive\n",
    code: 0,
  });
});

test("when there is room again, lines are written again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "log-"));
  const [file, next] = [join(folder, "service.log"), join(folder, "next.log")];
  symlinkSync("/dev/full", file);
  writeFileSync(next, "");
  expect((await run([file, next])).code).toBe(0);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ message: "room again", "service.name": "adservice" });
  rmSync(folder, { recursive: true });
});
