import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");

/** Folder names of the libraries, without those for tests. */
export const libraries: readonly string[] = foldersIn("libs").filter((name) => name !== "testkit");

/** Folder names of the libraries that a package depends on, directly or indirectly. */
export function librariesOf(folder: string): readonly string[] {
  const reached = new Set([folder]);
  // The set grows during the loop.
  for (const one of reached) {
    const names = dependenciesOf(one);
    for (const library of libraries) if (names.has(packageName(`libs/${library}`))) reached.add(`libs/${library}`);
  }
  return libraries.filter((library) => reached.has(`libs/${library}`));
}

/** The folders in one that contain a package.json. */
export function foldersIn(folder: string): readonly string[] {
  const inside = readdirSync(join(root, folder));
  return inside.filter((name) => existsSync(join(root, folder, name, "package.json"))).sort();
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
}

const packageName = (folder: string) => manifestOf(folder).name;
const dependenciesOf = (folder: string) => new Set(Object.keys(manifestOf(folder).dependencies ?? {}));
