// Writes the script and stylesheet of the pages to static/, before the program is bundled: images contain no bundler.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "@hipstershop/runtime/files";
import { browserAssets } from "./browser-assets.ts";

const folder = join(import.meta.dirname, "../../static");
const { script, style } = await browserAssets();
rmSync(folder, { recursive: true, force: true });
makeFolder(folder);
writeFileSync(join(folder, "page.js"), script);
writeFileSync(join(folder, "style.css"), style);
