import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { processVariables } from "@hipstershop/runtime";
import { afterAll, expect, test } from "vitest";

const program = join(import.meta.dirname, "../src/main.ts");
const folder = mkdtempSync(join(tmpdir(), "canary-command-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Files of runs, which a run that has ended leaves none of. */
const leftovers = () => readdirSync(folder).filter((name) => name.startsWith("shop-canary-"));

function start(...args: string[]) {
  const common = ["--html", join(folder, "report.html"), "--state", join(folder, "state"), "--prometheus", "embedded"];
  return spawn(process.execPath, [program, ...common, ...args], {
    env: { ...processVariables(), TMPDIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Reads what the program writes until a line matches. */
async function untilLine(output: NodeJS.ReadableStream, wanted: RegExp): Promise<void> {
  let read = "";
  for await (const chunk of output) if (wanted.test((read += String(chunk)))) return;
  throw new Error(`no line matches ${String(wanted)}:\n${read}`);
}

test.each([
  [["--success-rate", "x"], "it must be a whole number from 0 to 100"],
  [["--config", "/nowhere.json"], "/nowhere.json: ENOENT"],
  [["--service", "frontend"], "--service must be one of adservice, cartservice"],
  [["--prometheus", "/nowhere/prometheus"], "there is no Prometheus that can be run"],
])(
  "%j end it with one line and nothing left",
  async (args, line) => {
    const child = start(...args);
    const [errors, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
    expect(errors).toContain(line);
    expect(errors).not.toContain("    at ");
    expect(code).toBe(args[0] === "--prometheus" ? 3 : 2);
    expect(leftovers()).toEqual([]);
  },
  60_000,
);

test("Ctrl-C deletes canary and baseline, writes the report, and leaves no process and no file", async () => {
  const child = start("--fast", "--json", join(folder, "out.json"));
  await untilLine(child.stderr, /Deploy canary and baseline … 1 × baseline, 1 × canary/);
  child.kill("SIGINT");
  child.stderr.resume();
  const [code] = await once(child, "close");
  expect(code).toBe(130);
  const summary: unknown = JSON.parse(readFileSync(join(folder, "out.json"), "utf8"));
  expect(summary).toMatchObject({ outcome: "cancelled", score: null, judgeResult: null });
  expect(readFileSync(join(folder, "report.html"), "utf8")).toContain("Cancelled");
  expect(leftovers()).toEqual([]);
}, 60_000);
