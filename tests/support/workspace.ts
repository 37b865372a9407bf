import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

/** One package of the workspace, from its manifest. */
export interface Package {
  readonly name: string;
  /** Relative to the root. */
  readonly folder: string;
  readonly layer: string;
  readonly dependencies: ReadonlySet<string>;
  /** Files by what others import, such as ".", relative to the folder. */
  readonly exports: Readonly<Record<string, string>>;
}

/** The files that git tracks or would add, relative to the root, without generated code. */
export function sourceFiles(pattern: RegExp): string[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  return listed
    .split("\n")
    .filter((file) => pattern.test(file) && !file.includes("/src/gen/") && existsSync(join(root, file)));
}

export function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** All packages: libs, services, tools, trace store, load generator, training pages and tests. */
export function packages(): Package[] {
  const folders = ["libs", "services", "tools"].flatMap((group) =>
    readdirSync(join(root, group), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${group}/${name}`),
  );
  return [...folders, "traceview", "loadgen", "labs", "tests"]
    .filter((folder) => existsSync(join(root, folder, "package.json")))
    .map(readPackage);
}

function readPackage(folder: string): Package {
  const manifest = JSON.parse(read(`${folder}/package.json`)) as {
    name: string;
    nx?: { tags?: string[] };
    dependencies?: Record<string, string>;
    exports?: Record<string, string>;
  };
  const layer = manifest.nx?.tags?.find((tag) => tag.startsWith("layer:"))?.slice("layer:".length) ?? "none";
  const dependencies = new Set(Object.keys(manifest.dependencies ?? {}));
  return { name: manifest.name, folder, layer, dependencies, exports: manifest.exports ?? {} };
}

/** The module specifiers that a source imports or re-exports, statically or dynamically. */
export function importsOf(source: string): string[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^;"']*?from\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)|(?:^|\n)\s*import\s*["']([^"']+)["']/g;
  return [...source.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

/** The file that a relative import names, relative to the root. */
export function target(file: string, specifier: string): string {
  return join(dirname(file), specifier);
}

/** "@scope/name/sub" and "name/sub" without the sub. */
export function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
