import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { primeCodeCache } from "./prime.ts";

const root = join(import.meta.dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "bundle-prime-"));
/** One of each kind: a service, another program that serves, one that ends by itself. */
const kinds = { cartservice: "services/cartservice", traces: "traceview", loadgenerator: "loadgen" } as const;
const programOf = (name: keyof typeof kinds) => join(folder, name, "build/src");
const codeIn = (program: string) => join(program, "bundle.code.zst");

beforeAll(() => {
  for (const [name, source] of Object.entries(kinds)) {
    const cwd = join(root, source);
    // As its build script does: its assets are not in the repository.
    const assets = "src/build-assets.ts";
    if (existsSync(join(cwd, assets))) execFileSync(process.execPath, [assets], { cwd, stdio: "ignore" });
    execFileSync(process.execPath, [join(import.meta.dirname, "main.ts"), join(folder, name)], { cwd });
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs prime-image.ts as the Dockerfile does. */
function primeImage(name: keyof typeof kinds, program: string, ...variables: string[]) {
  const command = [...variables, process.execPath, join(import.meta.dirname, "prime-image.ts"), program];
  return spawnSync("env", command, { cwd: join(root, kinds[name]), encoding: "utf8" });
}

/** Writes a test program as bundle.js. */
function bundleOf(source: string): string {
  const program = mkdtempSync(join(folder, "own-"));
  cpSync(join(import.meta.dirname, "start.cjs"), join(program, "main.cjs"));
  writeFileSync(join(program, "bundle.js"), `(function (exports, require, module) {${source}\n})`);
  return program;
}

test.each(Object.keys(kinds) as (keyof typeof kinds)[])("%s leaves its compiled code, and nothing is wrong", (name) => {
  const { stderr, status } = primeImage(name, programOf(name));
  expect(stderr).not.toContain("warning");
  expect(status).toBe(0);
  expect(existsSync(codeIn(programOf(name)))).toBe(true);
});

test("a bundle that takes long to start, on a machine that is busy, is waited for", () => {
  rmSync(codeIn(programOf("cartservice")));
  const busy = "const end = Date.now() + 3000; while (Date.now() < end);";
  const slow = `NODE_OPTIONS=--import=data:text/javascript,${encodeURIComponent(busy)}`;
  expect(primeImage("cartservice", programOf("cartservice"), slow)).toMatchObject({ stderr: "", status: 0 });
  expect(existsSync(codeIn(programOf("cartservice")))).toBe(true);
}, 30_000);

describe("what can't be primed is no reason to fail", () => {
  test("a bundle that is missing or none", () => {
    for (const program of [join(folder, "nowhere"), bundleOf("this is no program")]) {
      const { stderr, status } = primeImage("cartservice", program);
      expect(stderr).toMatch(/warning: .*ended with code 1 and left no compiled code/);
      expect(status).toBe(0);
    }
  });

  test("a bundle that is killed", async () => {
    const killed = bundleOf("process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);");
    expect(await primeCodeCache(killed, [])).toMatch(/ended with SIGKILL and left no compiled code/);
  });

  test("one that never says it serves: what it ran by then is compiled all the same", async () => {
    const silent = bundleOf(
      "process.once('SIGTERM', () => process.exit(0)); console.log('up'); setInterval(() => {}, 1000);",
    );
    expect(await primeCodeCache(silent, [], { upMs: 2000, stopMs: 5000 })).toMatch(
      /did not say within 2 s that it serves$/,
    );
    expect(existsSync(codeIn(silent))).toBe(true);
  });

  test("one that does not stop", async () => {
    const stubborn = bundleOf(
      "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); process.send({ serving: {} });",
    );
    expect(await primeCodeCache(stubborn, [], { upMs: 30_000, stopMs: 300 })).toMatch(
      /did not stop .* left no compiled code/,
    );
    expect(existsSync(codeIn(stubborn))).toBe(false);
  });
});
