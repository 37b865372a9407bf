import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { measure, quantile } from "./house-numbers.ts";
import { importsOf, type Package, packageOf, target } from "./workspace.ts";

/** The layers that each layer may import: contract ← domain ← platform ← service. Runner and tests may import all. */
export const allowed: Readonly<Record<string, readonly string[]>> = {
  contract: ["contract"],
  domain: ["contract", "domain"],
  platform: ["contract", "domain", "platform"],
  testkit: ["contract", "domain", "platform", "testkit"],
  service: ["contract", "domain", "platform"],
  tool: ["contract", "domain", "platform"],
  load: ["contract", "domain", "platform"],
  runner: ["contract", "domain", "platform", "service", "tool", "load", "runner"],
  test: ["contract", "domain", "platform", "testkit", "service", "tool", "load", "runner", "test"],
};

/** Packages at the root that any test may use. */
const TEST_TOOLS = new Set(["vitest", "fast-check"]);

/** The mistakes in the imports of one file. */
export function importProblems(file: string, source: string, own: Package, all: readonly Package[]): string[] {
  const isTest = /\.test\.ts$|\/test\//.test(file);
  return importsOf(source).flatMap((specifier) => {
    if (specifier.startsWith("node:")) return [];
    if (specifier.startsWith(".")) {
      return target(file, specifier).startsWith(`${own.folder}/`)
        ? []
        : [`${file} reaches out of its package: ${specifier}`];
    }
    const name = packageOf(specifier);
    const known = all.find((candidate) => candidate.name === name);
    if (isTest && (TEST_TOOLS.has(name) || known?.layer === "testkit" || !known)) return [];
    if (name !== own.name && !own.dependencies.has(name))
      return [`${file} imports ${name}, which ${own.folder}/package.json does not declare`];
    if (known && known.name !== own.name && !isTest && !allowed[own.layer]?.includes(known.layer)) {
      return [`${file} (${own.layer}) may not import ${name} (${known.layer})`];
    }
    return [];
  });
}

const FUNCTION_FREE_OF_ENV = "libs/runtime/src/env.ts";
const LINES_MAX = 400;

/** The mistakes in the text of one file. */
export function textProblems(file: string, source: string): string[] {
  const problems: string[] = [];
  if (file !== FUNCTION_FREE_OF_ENV && /process\.env\b/.test(source))
    problems.push(`${file} looks at process.env; only ${FUNCTION_FREE_OF_ENV} may`);
  if (/\b(TODO|FIXME|HACK)\b/.test(source)) problems.push(`${file} holds unfinished work`);
  if (/^export default\b/m.test(source) && !file.endsWith(".config.ts")) problems.push(`${file} has a default export`);
  if (/:\s*any\b|\bas any\b|<any>/.test(source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")))
    problems.push(`${file} uses any`);
  if (/\.test\.ts$|(^|\/)tests?\//.test(file)) problems.push(...tightLimits(file, source));
  if (source.split("\n").length > LINES_MAX) problems.push(`${file} has more than ${LINES_MAX} lines`);
  return problems;
}

/** Limits of a test that a busy machine exceeds. Benchmarks measure, and may be impatient. */
function tightLimits(file: string, source: string): string[] {
  if (file.startsWith("tests/bench/")) return [];
  return [...source.matchAll(/(?:\btimeout: |AbortSignal\.timeout\()([\d_]+)/g)]
    .filter(([, ms = ""]) => Number(ms.replaceAll("_", "")) < PATIENCE_MS)
    .map(([limit]) => `${file} has a tight limit: ${limit}; wait for PATIENCE_MS of the testkit`);
}

/** The numbers of docs/house.md. Those of assertions, casts and the stylesheet are what there was: they may only fall. */
export const NUMBERS = {
  functionLinesMax: 70,
  functionLinesP95: 40,
  serviceFileLinesMedian: 60,
  serviceFileLinesP95: 200,
  assertions: 117,
  jsonCasts: 18,
  stylesheetLinesMax: 1285,
} as const;

export interface SourceFile {
  readonly file: string;
  readonly source: string;
}

/** Assertions about messages and handlers are made here, so that nobody else has to. */
const ASSERTING = /^libs\/(rpc|contract)\//;
const TEST = /\.test\.tsx?$|(^|\/)tests?\/|\/testing-[^/]*$/;

/** What is wrong with the code as a whole, tests aside: which number it no longer holds, and its value. */
export function numberProblems(files: readonly SourceFile[]): string[] {
  const code = files.filter(({ file }) => /\.(ts|mts|tsx)$/.test(file) && !TEST.test(file));
  const measured = code.map(({ file, source }) => ({ file, ...measure(file, source) }));
  const functions = measured.flatMap((one) => one.functions);
  const taken = measured.filter(({ file }) => !ASSERTING.test(file));
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const serviceFiles = code.filter(({ file }) => /^services\/[^/]+\/src\//.test(file)).map(linesOf);
  const stylesheets = files.filter(({ file }) => file.endsWith(".css")).map(linesOf);
  const values: Readonly<Record<keyof typeof NUMBERS, number>> = {
    functionLinesMax: quantile(functions, 1),
    functionLinesP95: quantile(functions, 0.95),
    serviceFileLinesMedian: quantile(serviceFiles, 0.5),
    serviceFileLinesP95: quantile(serviceFiles, 0.95),
    assertions: total(taken.map(({ assertions }) => assertions)),
    jsonCasts: total(taken.map(({ jsonCasts }) => jsonCasts)),
    stylesheetLinesMax: quantile(stylesheets, 1),
  };
  return Object.entries(NUMBERS).flatMap(([name, most]) => {
    const value = values[name as keyof typeof NUMBERS];
    return value > most ? [`${name} is ${value}, and at most ${most} is held`] : [];
  });
}

function linesOf({ source }: SourceFile): number {
  return source.trimEnd().split("\n").length;
}

/** The rows of the first table below a heading of a Markdown text, each as its cells. */
export function tableBelow(markdown: string, heading: string): readonly (readonly string[])[] {
  const section = markdown.split(/^#+ /m).find((part) => part.startsWith(heading)) ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
