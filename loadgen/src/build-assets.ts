// Before the program itself is bundled: its pages' script and style, which an image has no tools to make.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { browserAssets } from "./browser-assets.ts";

const folder = join(import.meta.dirname, "../static");
const { script, style } = await browserAssets();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "page.js"), script);
writeFileSync(join(folder, "style.css"), style);
