import { existsSync } from "node:fs";
import { join } from "node:path";

const here = import.meta.dirname;
/** Where `npm run build` puts what the viewer is made of, seen from the bundle; there are no sources beside that. */
export const PREBUILT = join(here, "../../static");

/** A picture or stylesheet of the pages: beside the sources, or with the bundle. */
export function assetFile(name: string): string {
  const source = join(here, "pages", name);
  return existsSync(source) ? source : join(PREBUILT, name);
}
