import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { primeCodeCache } from "./prime.ts";

const folder = mkdtempSync(join(tmpdir(), "bundle-start-"));
const program = join(folder, "build/src");
const main = join(program, "main.cjs");
const code = join(program, "bundle.code.zst");

beforeAll(() => {
  const cwd = join(import.meta.dirname, "../../../loadgen");
  execFileSync(process.execPath, [join(import.meta.dirname, "main.ts"), folder], { cwd });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whether V8 rejected the code cache, and the output of the program. */
function start(...flags: string[]): { readonly rejected: string; readonly printed: string } {
  const asking = `
    process.argv.push("--help");
    process.once("exit", () => console.error(require(${JSON.stringify(main)}).script.cachedDataRejected));
    require(${JSON.stringify(main)});`;
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, "-e", asking, main], { encoding: "utf8" });
  return { rejected: stderr.trim(), printed: stdout };
}

/** The result of a start whose code cache V8 accepted ("false") or rejected ("true"), or that had none ("undefined"). */
const started = (rejected: "true" | "false" | "undefined") => ({
  rejected,
  printed: expect.stringContaining("Usage") as string,
});

test("without code of an earlier start V8 compiles", () => {
  expect(start()).toMatchObject(started("undefined"));
});

describe("primed", () => {
  let whole: Buffer;
  beforeAll(async () => {
    await primeCodeCache(program, []);
    whole = readFileSync(code);
  }, 60_000);

  test("it starts with that code; and without, where V8 can't use it", () => {
    // The flags of the manifests, and of the image.
    const heap = ["--max-semi-space-size=4", "--max-old-space-size=64"];
    const denials = ["--permission", "--allow-fs-read=*", "--disable-proto=delete"];
    expect(start(...heap, ...denials)).toMatchObject(started("false"));
    // V8 compiles differently with this flag.
    expect(start("--no-lazy")).toMatchObject(started("true"));
  });

  test.each([0, 3, 100, 0.1, 0.5, 0.9, -1])("it starts without code that is cut off at %d", (at) => {
    writeFileSync(code, whole.subarray(0, at > 0 && at < 1 ? Math.floor(whole.length * at) : at));
    expect(start()).toMatchObject(started("undefined"));
  });

  test.each([0, 4, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999])("it starts without code of which the byte at %d is wrong", (at) => {
    const damaged = Buffer.from(whole);
    const index = at < 1 ? Math.floor(whole.length * at) : at;
    damaged[index] = damaged[index]! ^ 0x55;
    writeFileSync(code, damaged);
    expect(start()).toMatchObject(started("undefined"));
  });

  test("it starts without code that can't be read", () => {
    rmSync(code);
    mkdirSync(code);
    expect(start()).toMatchObject(started("undefined"));
    rmSync(code, { recursive: true });
    expect(existsSync(code)).toBe(false);
  });
});
