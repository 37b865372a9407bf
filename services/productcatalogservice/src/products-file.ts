import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest products.json in a folder at or above this file: the service's own, or the copy of a bundle. */
export function bundledProductsFile(start: string = import.meta.dirname): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, "products.json");
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder))
      throw new Error(`no products.json at or above ${start}; PRODUCTS_FILE can name one`);
  }
}
