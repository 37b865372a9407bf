import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { iconFile, PREBUILT, VIEWER_SOURCES } from "./bundle.ts";
import { cachedBundle, readFolder } from "./bundle-cache.ts";

const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

/** A file of the viewer, plain and gzipped. */
export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
  readonly gzip: Buffer;
}

/**
 * The bundled viewer: its files by name, such as "viewer-4F2A61BC.js", and the names of its entry script, stylesheet
 * and icon. Names contain a hash of the content.
 */
export interface ViewerAssets {
  readonly files: ReadonlyMap<string, Asset>;
  readonly script: string;
  readonly style: string;
  readonly icon: string;
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
  const icon = readFileSync(iconFile());
  const iconName = `icon-${createHash("sha256").update(icon).digest("hex").slice(0, 8).toUpperCase()}.svg`;
  const names = [...files.keys()].filter((name) => !name.endsWith(".gz"));
  const entryFile = (ending: string): string => {
    const found = names.find((name) => new RegExp(`^viewer-[A-Z0-9]{8}\\.${ending}$`).test(name));
    if (found === undefined)
      throw new Error(`the viewer's bundle has no ${ending} to start with, only ${names.join(", ")}`);
    return found;
  };
  return {
    files: new Map([...names, iconName].map((name) => [name, assetOf(name, new Map([...files, [iconName, icon]]))])),
    script: entryFile("js"),
    style: entryFile("css"),
    icon: iconName,
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
