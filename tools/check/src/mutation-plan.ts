import { existsSync, globSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

/** What one run of the mutation tool changes, and the folder whose tests have to notice. */
export interface MutationPlan {
  /** As it was asked for, from the root of the repository, such as "libs/money". */
  readonly target: string;
  /** The folder of the package that holds it: all of its tests are run. */
  readonly packageFolder: string;
  /** The files that are changed: sources, without tests and what only tests import. */
  readonly files: readonly string[];
}

/**
 * The plan for a folder or file of a package, given from the root of the repository or from `cwd`. Throws when there is no such
 * folder, when it is in no package, or when nothing in it can be changed.
 */
export function mutationPlan(root: string, cwd: string, asked: string): MutationPlan {
  const path = [resolve(cwd, asked), resolve(root, asked)].find(existsSync);
  if (!path) throw new Error(`there is no folder "${asked}": give one of a package, such as libs/money`);
  const target = fromRoot(root, path);
  const packageFolder = packageOf(root, path);
  if (!packageFolder) throw new Error(`"${asked}" is in no package: give a folder that holds one, such as libs/money`);
  const sources = statSync(path).isDirectory() ? globSync("**/*.ts", { cwd: path, exclude: isLeftOut }) : [""];
  const files = sources.map((file) => fromRoot(root, join(path, file))).filter(isSource);
  if (files.length === 0) throw new Error(`"${asked}" holds no source that can be changed (tests are not)`);
  return { target, packageFolder, files: files.toSorted() };
}

function isLeftOut(name: string): boolean {
  return /(^|[/\\])(node_modules|dist|test|gen)$/.test(name);
}

function isSource(file: string): boolean {
  return file.endsWith(".ts") && !/\.(test|d|config)\.ts$|(^|\/)testing-[^/]*$/.test(file);
}

/** The nearest folder above that holds a package.json, the root aside. */
function packageOf(root: string, path: string): string | undefined {
  for (let folder = path; folder.startsWith(root + sep); folder = dirname(folder))
    if (existsSync(join(folder, "package.json"))) return fromRoot(root, folder);
  return undefined;
}

function fromRoot(root: string, path: string): string {
  return relative(root, path).split(sep).join("/");
}
