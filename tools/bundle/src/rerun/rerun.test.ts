import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const POLL = { timeout: PATIENCE_MS };
let root: string;
let runner: ChildProcess;
let out: string;

/** Replaces a file by another one, as skaffold does. */
function putFile(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, "new"), text);
  renameSync(join(root, "new"), join(root, file));
}

const putJson = (file: string, value: unknown) => putFile(file, JSON.stringify(value));
const main = (text: string) => putFile("services/shop/src/main.ts", text);
const serving = (text: string) => main(`console.log(${JSON.stringify(text)}); setInterval(() => {}, 1000);`);
const output = () => out;
const times = (text: string) => out.split(text).length - 1;

/** A workspace with a service that depends on one library directly, on a second indirectly, and not on a third. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "rerun-"));
  out = "";
  putJson("package.json", { workspaces: ["libs/*", "services/*"] });
  const libraries = { near: { "@shop/far": "1" }, far: {}, other: {} };
  for (const [name, dependencies] of Object.entries(libraries)) {
    putJson(`libs/${name}/package.json`, {
      name: `@shop/${name}`,
      type: "module",
      exports: "./src/index.ts",
      dependencies,
    });
    putFile(`libs/${name}/src/index.ts`, "export const answer: number = 1;\n");
    mkdirSync(join(root, "node_modules/@shop"), { recursive: true });
    symlinkSync(join(root, "libs", name), join(root, "node_modules/@shop", name));
  }
  putJson("services/shop/package.json", {
    name: "shop",
    type: "module",
    dependencies: { "@shop/near": "1", left: "1" },
  });
  putJson("services/shop/tsconfig.json", {
    compilerOptions: {
      strict: true,
      noEmit: true,
      module: "nodenext",
      target: "es2024",
      types: [],
      lib: ["es2024", "dom"],
    },
    include: ["src"],
  });
});

afterEach(async () => {
  if (runner.exitCode !== null) throw new Error(`rerun has ended: ${out}`);
  const exit = once(runner, "exit");
  runner.kill("SIGTERM");
  await exit;
  rmSync(root, { recursive: true, force: true });
});

function runRerun(): void {
  runner = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), "src/main.ts"], {
    cwd: join(root, "services/shop"),
  });
  for (const stream of [runner.stdout!, runner.stderr!]) stream.on("data", (data: Buffer) => (out += data.toString()));
}

describe("a program runs again", () => {
  test("each time a file is replaced, removed or added, wherever in its package", async () => {
    serving("one");
    runRerun();
    await expect.poll(output, POLL).toMatch("one");
    for (const word of ["two", "three"]) {
      serving(word);
      await expect.poll(output, POLL).toMatch(word);
    }
    putFile("services/shop/static/img/deep/new.css", "a {}");
    await expect.poll(() => times("three"), POLL).toBe(2);
    putFile("services/shop/static/img/deep/new.css", "b {}");
    await expect.poll(() => times("three"), POLL).toBe(3);
    rmSync(join(root, "services/shop/static"), { recursive: true });
    await expect.poll(() => times("three"), POLL).toBe(4);
    rmSync(join(root, "services/shop/src"), { recursive: true });
    await expect.poll(output, POLL).toMatch("has ended with code 1");
    serving("four");
    await expect.poll(output, POLL).toMatch("four");
  }, 60_000);

  test("when a library changes that it imports, directly or not, and for no other", async () => {
    main('import { answer } from "@shop/near"; console.log("up", answer); setInterval(() => {}, 1000);');
    runRerun();
    await expect.poll(output, POLL).toMatch("up 1");
    putFile("libs/other/src/index.ts", "this is no program");
    putFile("libs/near/src/index.ts", "export const answer: number = 2;\n");
    await expect.poll(output, POLL).toMatch("up 2");
    putFile("libs/far/src/index.ts", "export const answer: number = 3;\n");
    await expect.poll(() => times("up 2"), POLL).toBe(2);
    expect(times("up")).toBe(3);
  }, 30_000);

  test("but not for what it writes into hidden folders", async () => {
    serving("one");
    runRerun();
    await expect.poll(output, POLL).toMatch("one");
    putFile("services/shop/.shop/carts.db", "1");
    serving("two");
    await expect.poll(output, POLL).toMatch("two");
    expect(times("one")).toBe(1);
  });
});

describe("nothing a program does ends its container", () => {
  test.each([
    ["a syntax error", "const x = ;", /main\.ts:1[\s\S]*SyntaxError[\s\S]*has ended with code 1/],
    ["a type that can't be stripped", "enum A { B }\n", /main\.ts:1[\s\S]*has ended with code 1/],
    ["an import that is missing", 'import { x } from "./gone.ts"; x();', /gone\.ts[\s\S]*has ended with code 1/],
    ["an export that is missing", '\nimport { x } from "@shop/near"; x();', /main\.ts:2[\s\S]*has ended with code 1/],
    ["an error at start", '\n\nthrow new Error("broken");', /main\.ts:3[\s\S]*broken[\s\S]*has ended with code 1/],
    [
      "a rejection",
      '\nvoid Promise.reject(new Error("broken"));',
      /broken[\s\S]*main\.ts:2[\s\S]*has ended with code 1/,
    ],
    ["its end", "process.exit(0);", /^services\/shop\/src\/main\.ts has ended with code 0/m],
    [
      "a lack of memory",
      'process.kill(process.pid, "SIGKILL");',
      /has ended with SIGKILL, most likely since memory ran out/,
    ],
    ["an abort", "process.abort();", /has ended with SIGABRT/],
  ])("%s is said, and the next change is run", async (_, broken, said) => {
    serving("one");
    runRerun();
    await expect.poll(output, POLL).toMatch("one");
    main(broken);
    await expect.poll(output, POLL).toMatch(said);
    serving("two");
    await expect.poll(output, POLL).toMatch("two");
  });

  test("an error in a library is said with its place, and the mend is run", async () => {
    main('import { answer } from "@shop/near"; console.log("up", answer); setInterval(() => {}, 1000);');
    runRerun();
    await expect.poll(output, POLL).toMatch("up 1");
    putFile("libs/near/src/index.ts", "export const answer = 2;\n\nexport const = 3;\n");
    await expect.poll(output, POLL).toMatch(/near\/src\/index\.ts:3[\s\S]*has ended with code 1/);
    putFile("libs/near/src/index.ts", "export const answer = 4;\n");
    await expect.poll(output, POLL).toMatch("up 4");
  });

  test("what it lacked may come later: it is tried again without a change", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    main(
      `import { createServer } from "node:net"; createServer().listen(${port}, "127.0.0.1", () => console.log("up"));`,
    );
    runRerun();
    await expect
      .poll(output, POLL)
      .toMatch(/EADDRINUSE[\s\S]*has ended with code 1; it runs again when a file changes, or in 1 s/);
    other.close();
    await expect.poll(output, POLL).toMatch("up");
  });

  test("one that does not stop when it is told to is killed", async () => {
    main('process.on("SIGTERM", () => {}); console.log("one"); setInterval(() => {}, 1000);');
    runRerun();
    await expect.poll(output, POLL).toMatch("one");
    serving("two");
    await expect.poll(output, POLL).toMatch("two");
  });
});

describe("types", () => {
  /** A program that reports that it serves, as a service does. */
  const up =
    "declare const process: { send(message: object): void };\nprocess.send({ serving: {} }); setInterval(() => {}, 1000);";

  test("what is wrong with them is said with its place while the program runs, and that it is mended", async () => {
    main(up);
    runRerun();
    main(`import { answer } from "@shop/near";\nconst text: string = answer;\nconsole.log("two", text);\n${up}`);
    await expect.poll(output, POLL).toMatch(/types are wrong[^]*services\/shop\/src\/main\.ts:2:7: error TS2322/);
    expect(out).toContain("two 1");
    expect(out).not.toContain("has ended");
    main(`import { answer } from "@shop/near";\nconst text: number = answer;\nconsole.log("three", text);\n${up}`);
    await expect.poll(output, POLL).toMatch("services/shop: types are right again");
    expect(out).toContain("three 1");
  }, 60_000);

  test("so is what a change in a library makes wrong", async () => {
    main(`import { answer } from "@shop/near";\nconst n: number = answer;\nconsole.log("up", n);\n${up}`);
    runRerun();
    await expect.poll(output, POLL).toMatch("up 1");
    putFile("libs/near/src/index.ts", 'export const answer: string = "text";\n');
    await expect.poll(output, POLL).toMatch(/types are wrong[^]*services\/shop\/src\/main\.ts:2:7: error TS2322/);
    expect(out).toContain("up text");
  }, 60_000);
});
