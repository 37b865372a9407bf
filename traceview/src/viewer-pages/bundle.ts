import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

/** The viewer's sources. They are missing in an image, which has the bundle instead. */
export const VIEWER_SOURCES = join(import.meta.dirname, "../../viewer");
/** Where `npm run build` puts the bundle. The path is the same seen from a bundled program. */
export const PREBUILT = join(import.meta.dirname, "../../static");

/** The viewer's files by name, such as "viewer-4F2A61BC.js". Takes half a second. */
export async function bundleViewer(): Promise<Map<string, Buffer>> {
  // Loaded here: only the first start after a change of the viewer needs it.
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

/** Writes each file, and the same gzipped, into a folder. */
export function writeBundle(folder: string, files: ReadonlyMap<string, Buffer>): void {
  mkdirSync(folder, { recursive: true });
  for (const [file, bytes] of files) {
    writeFileSync(join(folder, file), bytes);
    writeFileSync(join(folder, `${file}.gz`), gzipSync(bytes, { level: 9 }));
  }
}
