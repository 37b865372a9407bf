import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

const STYLESHEET = "storefront.css";
const HASH_LENGTH = 10;

/** The folder served under /static/. It is searched upwards: a bundle is not in the same place as the sources. */
export const staticFolder = findStaticFolder(import.meta.dirname);

const hashes = hashFiles(staticFolder);

export function findStaticFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, "static");
    if (existsSync(join(candidate, STYLESHEET))) return candidate;
    if (folder === dirname(folder)) throw new Error(`no folder above ${start} holds static/${STYLESHEET}`);
  }
}

/** "img/logo.svg" → "/static/img/logo.svg?v=…". The address changes with the content, so it can be cached for ever. */
export function asset(path: string): string {
  const hash = hashes.get(path);
  if (hash === undefined) throw new Error(`static/${path} does not exist`);
  return `/static/${path}?v=${hash}`;
}

/** Whether `version`, the query parameter v, is the file's current version. */
export function isCurrentAsset(path: string, version: string): boolean {
  return hashes.get(path) === version;
}

/** The hash of a file's content; undefined when there is no such file. */
export function assetHash(path: string): string | undefined {
  return hashes.get(path);
}

/** The drawing for a picture of the catalog, by its base name; undefined when there is none. */
export function drawingOf(picture: string): string | undefined {
  const base = /([^/]+)\.\w+$/.exec(picture)?.[1];
  const drawing = `img/products/${base}.svg`;
  return hashes.has(drawing) ? drawing : undefined;
}

function hashFiles(root: string): ReadonlyMap<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      const hash = createHash("sha256").update(readFileSync(path)).digest("base64url").slice(0, HASH_LENGTH);
      return [relative(root, path).split(sep).join("/"), hash];
    }),
  );
}
