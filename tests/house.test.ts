import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { allowed, importProblems, NUMBERS, numberProblems, tableBelow, textProblems } from "./support/house-rules.ts";
import { importCycles } from "./support/import-cycles.ts";
import { importsOf, type Package, packageOf, packages, read, sourceFiles, target } from "./support/workspace.ts";

const all = packages();
const files = sourceFiles(/\.(ts|mts|tsx)$/);
const ownerOf = (file: string) => all.find(({ folder }) => file.startsWith(`${folder}/`));

/** Declared once, in tests/package.json, for tests in any package. */
const SHARED_TEST_TOOLS = [
  "fast-check",
  "html-validate",
  "thrift",
  "@openfeature/flagd-provider",
  "@openfeature/server-sdk",
  "@opentelemetry/sdk-trace",
];
const README_LINES_MAX = 75;
/** Started as programs, or found by path. */
const RUN_NOT_IMPORTED = ["@grpc/proto-loader", "@types/node", "axe-core", "typescript"];

describe("the house", () => {
  test("every package says which layer it belongs to", () => {
    expect(all.filter(({ layer }) => !(layer in allowed)).map(({ folder, layer }) => `${folder}: ${layer}`)).toEqual(
      [],
    );
    expect(all.length).toBeGreaterThan(20);
  });

  test("imports are declared, stay inside their package, and point towards the right layer", () => {
    const problems = files.flatMap((file) => {
      const own = ownerOf(file);
      return own ? importProblems(file, read(file), own, all) : [];
    });
    expect(problems).toEqual([]);
  });

  test("no files import each other in a ring, not even for types", () => {
    const imports = new Map(files.map((file) => [file, importsOf(read(file)).map((one) => fileOf(file, one))]));
    expect(importCycles(imports)).toEqual([]);
  });

  test("no file looks at the environment, leaves work unfinished, uses any, or grows too long", () => {
    const checked = files.filter((file) => !file.startsWith("tests/house") && !file.startsWith("tests/support/house"));
    expect(checked.flatMap((file) => textProblems(file, read(file)))).toEqual([]);
    expect(checked.length).toBeGreaterThan(100);
  });

  test("the numbers of docs/house.md hold", () => {
    const measured = sourceFiles(/\.(ts|mts|tsx|css)$/).map((file) => ({ file, source: read(file) }));
    expect(numberProblems(measured)).toEqual([]);
  });

  test("docs/house.md tells the numbers that are held, and the mutation scores", () => {
    const page = read("docs/house.md");
    const told = tableBelow(page, "Numbers").flatMap(([, values = ""]) => values.match(/\d+/g) ?? []);
    expect(told).toEqual(expect.arrayContaining(Object.values(NUMBERS).map(String)));
    const scores = read("tools/check/src/mutation-scores.ts").matchAll(/"(.+)": (\d+)/g);
    const held = tableBelow(page, "Mutation scores");
    expect(held).toEqual([...scores].map(([, folder, score]) => [folder, `${score} %`]));
    expect(held.length).toBeGreaterThan(8);
    expect(held.filter(([folder = ""]) => files.every((file) => !file.startsWith(`${folder}/`)))).toEqual([]);
  });

  test("every service has the same files", () => {
    for (const { folder } of all.filter(({ layer }) => layer === "service")) {
      for (const file of ["README.md", "src/main.ts", "src/config.ts", "src/index.ts"]) {
        expect(() => read(`${folder}/${file}`), `${folder}/${file}`).not.toThrow();
      }
    }
  });

  test("every library and tool has a README of one screen", () => {
    for (const { folder } of all.filter((one) => /^(libs|tools)\//.test(one.folder))) {
      const lines = read(`${folder}/README.md`).split("\n");
      expect(lines.length, folder).toBeLessThan(README_LINES_MAX);
    }
  });

  test("every declared dependency is imported by its package", () => {
    const unused = all.flatMap(({ folder, dependencies }) => {
      const sources = files.filter((file) => file.startsWith(`${folder}/`)).flatMap((file) => importsOf(read(file)));
      const imported = new Set([...sources.map(packageOf), ...SHARED_TEST_TOOLS, ...RUN_NOT_IMPORTED]);
      return [...dependencies].filter((name) => !imported.has(name)).map((name) => `${folder}: ${name}`);
    });
    expect(unused).toEqual([]);
  });

  test("a service has at most six dependencies of its own", () => {
    const own = ({ dependencies }: Package) => [...dependencies].filter((name) => !name.startsWith("@hipstershop/"));
    expect(all.filter(({ layer }) => layer === "service").filter((service) => own(service).length > 6)).toEqual([]);
  });
});

/** The file that an import leads to: for one of a package, what the package's manifest says. */
function fileOf(file: string, specifier: string): string {
  if (specifier.startsWith(".")) return target(file, specifier);
  const name = packageOf(specifier);
  const known = all.find((one) => one.name === name);
  return known ? join(known.folder, known.exports[`.${specifier.slice(name.length)}`] ?? "") : specifier;
}

describe("the rules notice", () => {
  test("a ring of imports, wherever it is entered", () => {
    const imports = new Map([
      ["a", ["b"]],
      ["b", ["c", "d"]],
      ["c", ["b"]],
      ["d", []],
      ["e", ["e"]],
    ]);
    expect(importCycles(imports)).toEqual([["b", "c"], ["e"]]);
  });

  const cart: Package = {
    name: "cartservice",
    folder: "services/cartservice",
    layer: "service",
    dependencies: new Set(["adservice", "ioredis"]),
    exports: {},
  };
  const ads: Package = {
    name: "adservice",
    folder: "services/adservice",
    layer: "service",
    dependencies: new Set(),
    exports: {},
  };
  const check = (source: string) => importProblems("services/cartservice/src/a.ts", source, cart, [cart, ads]);

  test.each([
    ['import { x } from "undeclared";', "does not declare"],
    ['const x = await import("undeclared/part");', "does not declare"],
    ['import {\n  a,\n  b,\n} from "undeclared";', "does not declare"],
    ['export * from "../../adservice/src/index.ts";', "reaches out of its package"],
    ['import { x } from "adservice";', "may not import adservice"],
  ])("%j", (source, problem) => expect(check(source).join()).toContain(problem));

  test("and let pass what is right", () => {
    expect(
      check('import { readFile } from "node:fs";\nimport { Redis } from "ioredis";\nimport { y } from "./b.ts";'),
    ).toEqual([]);
  });

  test.each([
    ["const port = process.env.PORT;", "process.env"],
    ["// TODO later", "unfinished"],
    ["export default 1;", "default export"],
    ["const x = y as any;", "uses any"],
    ["\n".repeat(401), "400 lines"],
  ])("%j", (source, problem) => expect(textProblems("services/a/src/a.ts", source).join()).toContain(problem));

  test.each(["await expect.poll(x, { timeout: 5000 })", "AbortSignal.timeout(20_000)"])(
    "%j in a test, but not elsewhere",
    (source) => {
      expect(textProblems("services/a/test/a.test.ts", source).join()).toContain("tight limit");
      expect(textProblems("services/a/src/a.ts", source)).toEqual([]);
      expect(textProblems("services/a/test/a.test.ts", source.replace(/5000|20_000/, "60_000"))).toEqual([]);
    },
  );

  const at = (file: string, source: string) => [{ file, source }];
  const inService = (...sources: readonly string[]) =>
    sources.map((source, i) => ({ file: `services/a/src/${i}.ts`, source }));
  const [tooMany, tooManyCasts] = [NUMBERS.assertions + 1, NUMBERS.jsonCasts + 1];
  const body = (lines: number) => `{\n${"work();\n".repeat(lines - 2)}}`;
  test.each([
    ["functionLinesMax is 71", at("libs/a/src/a.ts", `function a() ${body(71)}`)],
    ["functionLinesMax is 71", at("libs/a/src/a.tsx", `const a = <b>{() => ${body(71)}}</b>;`)],
    ["functionLinesP95 is 41", at("libs/a/src/a.ts", `class A { b() ${body(41)} }`)],
    ["serviceFileLinesMedian is 61", inService("\n".repeat(60) + "1", "\n".repeat(60) + "1", "1")],
    ["serviceFileLinesP95 is 201", inService("\n".repeat(200) + "1", "1", "1")],
    [`assertions is ${tooMany}`, at("tools/a/src/a.ts", "x = y as Z;\n".repeat(tooMany))],
    [`assertions is ${tooMany}`, at("tools/a/src/a.ts", "x = <Z>y;\n".repeat(tooMany))],
    [`jsonCasts is ${tooManyCasts}`, at("libs/a/src/a.ts", "x = JSON.parse(y) as Z;\n".repeat(tooManyCasts))],
    [`jsonCasts is ${tooManyCasts}`, at("libs/a/src/a.ts", "x = (await answer.json()) as Z;\n".repeat(tooManyCasts))],
    ["stylesheetLinesMax is 1286", at("services/a/static/a.css", "\n".repeat(1285) + "a {}")],
  ])("%s", (problem, sources) => expect(numberProblems(sources)).toContainEqual(expect.stringContaining(problem)));

  test.each([
    ["blank lines and comments", at("libs/a/src/a.ts", `function a() {\n${"\n  // why\n".repeat(99)}}`)],
    ["what asserts nothing", at("libs/a/src/a.ts", "x = y as const; z = JSON.parse(y) as unknown;\n".repeat(200))],
    ["comments and texts", at("libs/a/src/a.ts", '// x as Y\nx = "y as Z, JSON.parse(y) as Z";\n'.repeat(200))],
    ["the edge where messages get their types", at("libs/rpc/src/a.ts", "x = y as Z;\n".repeat(200))],
    ["tests", at("libs/a/src/a.test.ts", "x = JSON.parse(y) as Z;\n".repeat(200))],
  ])("and count neither %s", (_what, sources) => expect(numberProblems(sources)).toEqual([]));
});
