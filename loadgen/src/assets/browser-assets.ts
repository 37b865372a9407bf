import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SOURCES = join(import.meta.dirname, "../browser");
/** Beside the bundle in an image, where neither the sources are nor anything to bundle them with. */
const BUILT = join(import.meta.dirname, "../../static");

/** What the reports and the live page need in a browser: one script and one stylesheet for all. */
export interface BrowserAssets {
  readonly script: string;
  readonly style: string;
}

let made: Promise<BrowserAssets> | undefined;

export function browserAssets(): Promise<BrowserAssets> {
  made ??= existsSync(join(SOURCES, "page.ts")) ? bundled() : Promise.resolve(built());
  return made;
}

function built(): BrowserAssets {
  const read = (file: string) => readFileSync(join(BUILT, file), "utf8");
  return { script: read("page.js"), style: read("style.css") };
}

async function bundled(): Promise<BrowserAssets> {
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
