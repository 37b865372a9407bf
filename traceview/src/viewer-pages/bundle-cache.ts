import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleViewer, VIEWER_SOURCES, writeBundle } from "./bundle.ts";

const MANIFEST = join(import.meta.dirname, "../../package.json");
/** node_modules/.cache; the temporary folder where that is not writable. */
const CACHES = [join(import.meta.dirname, "../../../node_modules/.cache"), tmpdir()].map((folder) =>
  join(folder, "hipstershop-viewer"),
);

/** The viewer's bundle: from the disk cache, built when a source has changed. */
export async function cachedBundle(): Promise<ReadonlyMap<string, Buffer>> {
  const name = hashOfSources();
  const cached = CACHES.map((cache) => join(cache, name)).find((folder) => existsSync(folder));
  if (cached) return readFolder(cached);
  const files = await bundleViewer();
  for (const cache of CACHES) if (storeBundle(cache, name, files)) break;
  return files;
}

/** The contents of a folder's files, by name. */
export function readFolder(folder: string): Map<string, Buffer> {
  return new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file))]));
}

/** Hash of the bundle's sources, build options and library versions. */
function hashOfSources(): string {
  const hash = createHash("sha256")
    .update(readFileSync(MANIFEST))
    .update(readFileSync(join(import.meta.dirname, "bundle.ts")));
  const files = readdirSync(VIEWER_SOURCES, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => /\.(tsx?|css)$/.test(name) && !name.endsWith(".test.ts")).sort()) {
    hash.update(file).update(readFileSync(join(VIEWER_SOURCES, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

/**
 * Writes to a temporary folder and renames it: several processes may start at once. False when the cache is not
 * writable.
 */
function storeBundle(cache: string, name: string, files: ReadonlyMap<string, Buffer>): boolean {
  try {
    mkdirSync(cache, { recursive: true });
    const unfinished = mkdtempSync(join(cache, `${name}-`));
    writeBundle(unfinished, files);
    try {
      renameSync(unfinished, join(cache, name));
    } catch {
      // Another process was first.
      rmSync(unfinished, { recursive: true, force: true });
    }
    for (const old of readdirSync(cache)) {
      if (old.length === name.length && old !== name) rmSync(join(cache, old), { recursive: true, force: true });
    }
    return true;
  } catch {
    return false;
  }
}
