import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

/** The viewer's sources; an image has the prebuilt bundle instead. */
export const VIEWER_SOURCES = join(import.meta.dirname, "../../viewer");
/** Output folder of `npm run build`. The relative path is the same from the bundled program. */
export const PREBUILT = join(import.meta.dirname, "../../static");

/** The path of the icon: next to the sources, or in the prebuilt bundle. */
export function iconFile(): string {
  const source = join(import.meta.dirname, "icon.svg");
  return existsSync(source) ? source : join(PREBUILT, "icon.svg");
}

/** Builds the viewer with esbuild in about half a second. Files by name, such as "viewer-4F2A61BC.js". */
export async function bundleViewer(): Promise<Map<string, Buffer>> {
  // Loaded on demand: only the first start after a change of the viewer needs it.
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [{ in: join(VIEWER_SOURCES, "main.tsx"), out: "viewer" }],
    entryNames: "[name]-[hash]",
    chunkNames: "viewer-[name]-[hash]",
    outdir: "/assets",
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "silent",
  });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), Buffer.from(contents)]));
}

/** Writes each file, plain and gzipped, to a folder. */
export function writeBundle(folder: string, files: ReadonlyMap<string, Buffer>): void {
  mkdirSync(folder, { recursive: true });
  for (const [file, bytes] of files) {
    writeFileSync(join(folder, file), bytes);
    writeFileSync(join(folder, `${file}.gz`), gzipSync(bytes, { level: 9 }));
  }
}
