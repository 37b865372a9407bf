import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly workspaces?: readonly string[];
}

/** The folder of a package, and those of all workspace packages that it depends on, directly or indirectly. */
export function importedFolders(folder: string): readonly string[] {
  const found = new Set([realpathSync(folder)]);
  // The set grows during the loop.
  for (const one of found) {
    for (const name of Object.keys(manifestOf(one).dependencies ?? {})) {
      const place = placeOf(name, one);
      // Workspace packages are links in node_modules to their own folder; all others are really there.
      if (place !== undefined && !place.includes(`${sep}node_modules${sep}`)) found.add(place);
    }
  }
  return [...found];
}

/** The root folder of the workspace of a package; the package's own folder when it is in none. */
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

/** The manifest; empty when there is none, or when it is being written at this moment. */
function manifestOf(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  } catch {
    return {};
  }
}
