// Before the program itself is bundled: the viewer's script, its style and pictures, which an image has no tools to make.
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { assetFile } from "./asset-file.ts";
import { writeViewer } from "./viewer-assets.ts";

const folder = join(import.meta.dirname, "../static");
rmSync(folder, { recursive: true, force: true });
await writeViewer(join(folder, "viewer"));
for (const name of ["icon.svg", "traceview.css"]) copyFileSync(assetFile(name), join(folder, name));
