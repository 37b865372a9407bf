// Builds the viewer's script, style and icon before the program is bundled: an image has no tools to build them.
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bundleViewer, PREBUILT, writeBundle } from "./viewer-pages/bundle.ts";
import { iconFile } from "./viewer-pages/routes.ts";

rmSync(PREBUILT, { recursive: true, force: true });
writeBundle(join(PREBUILT, "viewer"), await bundleViewer());
copyFileSync(iconFile(), join(PREBUILT, "icon.svg"));
