import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const STYLESHEET = "training.css";
const HASH_LENGTH = 10;
const CSS = "text/css; charset=utf-8";
const TYPES = {
  [STYLESHEET]: CSS,
  "course.css": CSS,
  "services.css": CSS,
  "favicon.svg": "image/svg+xml",
  "logo.svg": "image/svg+xml",
};

/** A file that the pages load. */
export interface Asset {
  readonly content: Buffer;
  readonly type: string;
  /** Changes with the content, so that it can be cached for ever. */
  readonly hash: string;
}

/** Searched upwards: a bundle is not in the same place as the sources. */
function findStaticFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, "static");
    if (existsSync(join(candidate, STYLESHEET))) return candidate;
    if (folder === dirname(folder)) throw new Error(`no folder above ${start} holds static/${STYLESHEET}`);
  }
}

const folder = findStaticFolder(import.meta.dirname);

/** All files, by name. */
export const assets: ReadonlyMap<string, Asset> = new Map(
  Object.entries(TYPES).map(([name, type]) => {
    const content = readFileSync(join(folder, name));
    const hash = createHash("sha256").update(content).digest("base64url").slice(0, HASH_LENGTH);
    return [name, { content, type, hash }];
  }),
);

/** "/static/logo.svg?v=…" */
export function assetUrl(name: string): string {
  return `/static/${name}?v=${assets.get(name)?.hash ?? ""}`;
}
