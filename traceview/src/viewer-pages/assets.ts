import { existsSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { PREBUILT, VIEWER_SOURCES } from "./bundle.ts";
import { cachedBundle, readFolder } from "./bundle-cache.ts";

const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
};

/** A file of the viewer, plain and gzipped. */
export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
  readonly gzip: Buffer;
}

/**
 * The bundled viewer: its files by name, such as "viewer-4F2A61BC.js", and the names of its entry script and
 * stylesheet.
 */
export interface ViewerAssets {
  readonly files: ReadonlyMap<string, Asset>;
  readonly script: string;
  readonly style: string;
}

let assets: Promise<ViewerAssets> | undefined;

/** The viewer's files, which are read or bundled once per process. */
export function viewerAssets(): Promise<ViewerAssets> {
  assets ??= readAssets();
  return assets;
}

async function readAssets(): Promise<ViewerAssets> {
  return assetsOf(existsSync(VIEWER_SOURCES) ? await cachedBundle() : readFolder(join(PREBUILT, "viewer")));
}

function assetsOf(files: ReadonlyMap<string, Buffer>): ViewerAssets {
  const names = [...files.keys()].filter((name) => !name.endsWith(".gz"));
  const entryFile = (ending: string): string => {
    const found = names.find((name) => new RegExp(`^viewer-[A-Z0-9]{8}\\.${ending}$`).test(name));
    if (found === undefined)
      throw new Error(`the viewer's bundle has no ${ending} to start with, only ${names.join(", ")}`);
    return found;
  };
  return {
    files: new Map(names.map((name) => [name, assetOf(name, files)])),
    script: entryFile("js"),
    style: entryFile("css"),
  };
}

function assetOf(name: string, files: ReadonlyMap<string, Buffer>): Asset {
  const bytes = files.get(name)!;
  return {
    type: TYPES[name.split(".").at(-1)!] ?? "application/octet-stream",
    bytes,
    gzip: files.get(`${name}.gz`) ?? gzipSync(bytes),
  };
}
