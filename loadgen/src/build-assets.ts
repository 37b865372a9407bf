// Before the program itself is bundled: its report's script and style, which an image has no tools to make.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { browserAssets } from "./browser-assets.ts";

const folder = join(import.meta.dirname, "../static");
const { script, liveScript, style } = await browserAssets();
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "report.js"), script);
writeFileSync(join(folder, "live.js"), liveScript);
writeFileSync(join(folder, "style.css"), style);
