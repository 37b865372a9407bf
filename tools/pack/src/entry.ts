import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A file of an archive. */
export interface Entry {
  /** With "/" between folders. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly isExecutable?: boolean;
}

/** The time of every file in an archive, so that the same files make the same archive. */
export const FILE_TIME = new Date("2000-01-01T00:00:00Z");

/** The files of a folder with their paths below `as`. */
export function entriesOf(folder: string, as: string): Entry[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .map((file) => ({ file, path: file.slice(folder.length + 1).replaceAll("\\", "/") }))
    .map(({ file, path }) => ({ path: `${as}/${path}`, bytes: readFileSync(file) }));
}

/** In the order of their paths, which does not depend on the machine. Throws when two have the same. */
export function sortedEntries(entries: readonly Entry[]): Entry[] {
  const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const twice = sorted.find(({ path }, i) => path === sorted[i + 1]?.path);
  if (twice) throw new Error(`${twice.path} is in the archive twice`);
  return sorted;
}
