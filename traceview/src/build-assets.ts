// Builds the viewer's script, style and icon before the program is bundled: an image has no tools to build them. It has
// no sources either, so where spans come from is looked up here, as far as the sources are there.
import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findSpans, PREBUILT_SPANS } from "./sources/span-sources.ts";
import { bundleViewer, iconFile, PREBUILT, writeBundle } from "./viewer-pages/bundle.ts";

rmSync(PREBUILT, { recursive: true, force: true });
writeBundle(join(PREBUILT, "viewer"), await bundleViewer());
copyFileSync(iconFile(), join(PREBUILT, "icon.svg"));
writeFileSync(PREBUILT_SPANS, JSON.stringify(await findSpans()));
