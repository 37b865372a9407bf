import { join } from "node:path";
import { build } from "esbuild";
import type { Frame } from "./frames.ts";

/** What a page shows. */
export interface FlameGraphData {
  readonly title: string;
  readonly about: string;
  /** Of the frames' values. */
  readonly unit: string;
  readonly root: Frame;
}

/** Bundles the page's script and style; what it returns writes pages that need no other file. */
export async function flameGraphPages(): Promise<(data: FlameGraphData) => string> {
  const { outputFiles } = await build({
    entryPoints: ["page.ts", "style.css"].map((file) => join(import.meta.dirname, file)),
    outdir: "/assets",
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
    logLevel: "silent",
  });
  // The library's script imports a stylesheet of its own.
  const ending = (end: string) => outputFiles.filter(({ path }) => path.endsWith(end)).map((file) => file.text);
  const [script, style] = [ending(".js").join(""), ending(".css").join("")];
  return (data) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Flame graph</title><style>${style}</style></head>
<body>
<h1 id="title"></h1>
<p id="about"></p>
<p><label>Search <input id="search" type="search"></label> <output id="found"></output></p>
<p><button id="reset" type="button">Show all</button></p>
<p id="details"></p>
<div id="chart"></div>
<script type="application/json" id="data">${JSON.stringify(data).replaceAll("<", String.raw`\u003c`)}</script>
<script>${script.replaceAll("</script", String.raw`<\/script`)}</script>
</body>
</html>
`;
}
