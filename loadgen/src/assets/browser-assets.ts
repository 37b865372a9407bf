import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SOURCES = join(import.meta.dirname, "../browser");
/** Where an image has the assets that build-assets.ts wrote: it contains neither the sources nor a bundler. */
const BUILT = join(import.meta.dirname, "../../static");

/** The script and the stylesheet of the reports and the live page. */
export interface BrowserAssets {
  readonly script: string;
  readonly style: string;
}

let made: Promise<BrowserAssets> | undefined;

/** The assets: bundled from the sources once per process, or read from the image. */
export function browserAssets(): Promise<BrowserAssets> {
  made ??= existsSync(join(SOURCES, "page.ts")) ? bundleAssets() : Promise.resolve(readBuiltAssets());
  return made;
}

function readBuiltAssets(): BrowserAssets {
  const read = (file: string) => readFileSync(join(BUILT, file), "utf8");
  return { script: read("page.js"), style: read("style.css") };
}

async function bundleAssets(): Promise<BrowserAssets> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [join(SOURCES, "page.ts"), join(SOURCES, "style.css")],
    outdir: "/assets",
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
    legalComments: "none",
    logLevel: "silent",
  });
  const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
  return { script: text(".js"), style: text(".css") };
}
