import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { directFetch } from "@hipstershop/runtime";
import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LABS } from "../src/course/registry.ts";
import { runFile } from "../src/course/run-file.ts";
import { examineWork, resetWork, startWork, WorkError, workFolder } from "../src/course/work.ts";

const SERVES = `
  import { createServer } from "node:http";
  import { env } from "node:process";
  createServer((_, answer) => answer.end("here")).listen(Number(env.PORT), "127.0.0.1");`;
const codeLab = LABS.find(({ work }) => work !== undefined)!;

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "run-file-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(text: string, variables = {}) {
  await writeFile(join(folder, "own.mjs"), text);
  return runFile({ folder, file: "own.mjs", variables });
}

async function isAnswering(url: string): Promise<boolean> {
  const answer = await directFetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => undefined);
  return answer?.status === 200;
}

test("a file runs on a free port, and has ended after its disposal", async () => {
  const running = await run(SERVES);
  expect(await isAnswering(running.url)).toBe(true);
  await running[Symbol.asyncDispose]();
  expect(await isAnswering(running.url)).toBe(false);
});

test.each([
  ["a mistake in the text", "const = 1;", "SyntaxError: Unexpected token '=' (own.mjs:1)"],
  ["an error at the start", `throw new TypeError("no");`, "TypeError: no (own.mjs:1)"],
  ["a program that ends", "", "it printed nothing"],
  ["one that never gives way", "for (;;);", "it printed nothing"],
  [
    "one that reads elsewhere",
    `import { readFileSync } from "node:fs"; readFileSync("/etc/hosts");`,
    "ERR_ACCESS_DENIED",
  ],
  ["one that writes", `import { writeFileSync } from "node:fs"; writeFileSync("a", "");`, "ERR_ACCESS_DENIED"],
  ["one that starts others", `import { spawn } from "node:child_process"; spawn("ls");`, "ERR_ACCESS_DENIED"],
])("%s is told", async (_name, text, message) => {
  const error = await run(text).then(String, String);
  expect(error).toContain(message.replace("ERR_ACCESS_DENIED", "Access to this API has been restricted"));
});

test("it sees no environment but its own", async () => {
  await using running = await run(SERVES.replace('"here"', "JSON.stringify([env.PATH, env.OWN])"), {
    OWN: "1",
  });
  const answer = await directFetch(running.url, { signal: AbortSignal.timeout(PATIENCE_MS) });
  expect(await answer.json()).toEqual([null, "1"]);
});

test("it ends when the process that started it is killed", async () => {
  await writeFile(join(folder, "own.mjs"), SERVES);
  const runner = join(import.meta.dirname, "../src/course/run-file.ts");
  const script = `
    import { runFile } from ${JSON.stringify(runner)};
    console.log((await runFile({ folder: ${JSON.stringify(folder)}, file: "own.mjs", variables: {} })).url);
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(parent.stdout, "data");
  const url = String(line).trim();
  expect(await isAnswering(url)).toBe(true);
  parent.kill("SIGKILL");
  await expect.poll(() => isAnswering(url), { timeout: PATIENCE_MS }).toBe(false);
});

test("a learner's folder is theirs, is filled once, and is filled anew by a reset", async () => {
  const own = workFolder(folder, "../ada", codeLab);
  expect(relative(folder, own)).toMatch(/^labs.___ada-[\da-f]{8}.\d\d$/);
  expect(workFolder(folder, "/../ada", codeLab)).not.toBe(own);
  await startWork(codeLab, own);
  await examineWork(codeLab, own);
  const file = join(own, codeLab.work?.files[0] ?? "");
  await writeFile(file, "x".repeat(70_000));
  await startWork(codeLab, own);
  await expect(examineWork(codeLab, own)).rejects.toThrow("larger than 64 KiB");
  await resetWork(codeLab, own);
  await expect(examineWork(codeLab, own)).resolves.toBeUndefined();
});

test("links, folders, too many files and missing ones are refused", async () => {
  await expect(examineWork(codeLab, folder)).rejects.toThrow(WorkError);
  await startWork(codeLab, folder);
  await symlink("/etc/hosts", join(folder, "link"));
  await expect(examineWork(codeLab, folder)).rejects.toThrow("link is no plain file");
  await rm(join(folder, "link"));
  await mkdir(join(folder, "more"));
  await expect(examineWork(codeLab, folder)).rejects.toThrow("more is no plain file");
  await rm(join(folder, "more"), { recursive: true });
  await Promise.all(Array.from({ length: 21 }, (_, n) => writeFile(join(folder, `${n}`), "")));
  await expect(examineWork(codeLab, folder)).rejects.toThrow("more than 20 files");
});
