import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest flags.json in a folder at or above this file: the service's own, or the copy of a bundle. */
export function shippedFlagsFile(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, "flags.json");
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) throw new Error(`no flags.json at or above ${import.meta.dirname}`);
  }
}
