import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly workspaces?: readonly string[];
}

/** A package's folder, and those of the workspace's packages that it imports, directly or not. */
export function importedFolders(folder: string): readonly string[] {
  const found = new Set([realpathSync(folder)]);
  // Grows while it is walked.
  for (const one of found) {
    for (const name of Object.keys(manifestOf(one).dependencies ?? {})) {
      const place = placeOf(name, one);
      // What npm fetched lies in node_modules; a package of the workspace is linked there.
      if (place !== undefined && !place.includes(`${sep}node_modules${sep}`)) found.add(place);
    }
  }
  return [...found];
}

/** The folder of the workspace that a package belongs to; its own when it belongs to none. */
export function workspaceOf(folder: string): string {
  for (let above = folder; above !== dirname(above); above = dirname(above)) {
    if (manifestOf(above).workspaces) return above;
  }
  return folder;
}

function placeOf(name: string, from: string): string | undefined {
  for (let above = from; ; above = dirname(above)) {
    const place = join(above, "node_modules", name);
    if (existsSync(place)) return realpathSync(place);
    if (above === dirname(above)) return undefined;
  }
}

/** Empty where there is none, or one that is just being written. */
function manifestOf(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  } catch {
    return {};
  }
}
