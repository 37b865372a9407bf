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
  if (source.split("\n").length > LINES_MAX) problems.push(`${file} has more than ${LINES_MAX} lines`);
  return problems;
}
