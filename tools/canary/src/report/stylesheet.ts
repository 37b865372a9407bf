import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const FILE = "static/report.css";

/** The report's stylesheet, read once. It is searched upwards: a bundle is not in the same place as the sources. */
export const stylesheet = (() => {
  let text: string | undefined;
  return () => (text ??= readFileSync(findStylesheet(import.meta.dirname), "utf8"));
})();

function findStylesheet(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, FILE);
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) throw new Error(`no folder above ${start} holds ${FILE}`);
  }
}
