import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The products.json that comes with the service: the nearest at or above this file.
 * In the repository it lies beside the sources; a bundle has its copy beside or above itself.
 */
export function bundledProductsFile(start: string = import.meta.dirname): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, "products.json");
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder))
      throw new Error(`no products.json at or above ${start}; PRODUCTS_FILE can name one`);
  }
}
