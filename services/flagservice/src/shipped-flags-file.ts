import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest flags.json at or above this file: the one beside the service, or the copy beside its bundle. */
export function shippedFlagsFile(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, "flags.json");
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) throw new Error(`no flags.json at or above ${import.meta.dirname}`);
  }
}
