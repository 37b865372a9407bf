import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { assetFile, PREBUILT } from "./asset-file.ts";
import { basePathOf, belowBase } from "./http.ts";

const VIEWER = join(import.meta.dirname, "../viewer");
const MANIFEST = join(import.meta.dirname, "../package.json");
const ICON = readFileSync(assetFile("icon.svg"));
/** Below node_modules, where nothing is committed; the temporary folder where that may not be written. */
const CACHES = [join(import.meta.dirname, "../../node_modules/.cache"), tmpdir()].map((folder) =>
  join(folder, "hipstershop-viewer"),
);
const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
};
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/** Pages that a browser gets as the viewer. The first three exist as plain pages, too. */
const PAGES = ["/", "/search", "/trace/:id", "/compare", "/dependencies", "/monitor"];
const PLAIN = 3;

interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
  readonly gzip: Buffer;
}

/** The bundled viewer: its files by name, such as "viewer-4F2A.js", and those that the page names. */
export interface ViewerAssets {
  readonly files: ReadonlyMap<string, Asset>;
  readonly script: string;
  readonly style: string;
}

let bundled: Promise<ViewerAssets> | undefined;

/** The bundle, made at most once per process and kept on disk until a source of it changes. */
export function viewerAssets(): Promise<ViewerAssets> {
  bundled ??= readOrBundle();
  return bundled;
}

/**
 * Serves the viewer to browsers, under the addresses Jaeger's UI has. Whoever does not ask for HTML by name, or asks with
 * ?plain, gets what the app has there otherwise; without JavaScript the page leads to its plain form by itself.
 */
export function registerViewer(app: FastifyInstance): void {
  const assets = viewerAssets();
  // Asked for again with each request: a failure is told then, and must not end the process now.
  assets.catch(() => {});
  app.addConstraintStrategy({
    name: "reader",
    storage: () => {
      const handlers = new Map<unknown, never>();
      return {
        get: (key) => handlers.get(key) ?? null,
        set: (key, handler) => void handlers.set(key, handler as never),
      };
    },
    deriveConstraint: (request) => {
      const wantsHtml = request.headers.accept?.includes("text/html") === true;
      return wantsHtml && !/[?&]plain(?:[=&]|$)/.test(request.url ?? "") ? "browser" : undefined;
    },
  });
  for (const path of PAGES) {
    const plain = PAGES.indexOf(path) < PLAIN;
    const constraints = plain ? { reader: "browser" } : {};
    app.get(path, { constraints }, async (request, reply) => sendPage(request, reply, await assets, plain));
  }
  app.get("/assets/viewer-icon.svg", (_request, reply) => reply.type("image/svg+xml").send(ICON));
  app.get<{ Params: { name: string } }>(
    "/assets/:name",
    {
      // The app forbids to keep its answers. A name with a hash in it never means anything else.
      onSend: async (_request, reply) => {
        if (reply.statusCode === 200) reply.header("cache-control", "public, max-age=31536000, immutable");
      },
    },
    async ({ params, headers }, reply) => sendAsset(reply, (await assets).files.get(params.name), headers),
  );
}

function sendAsset(reply: FastifyReply, asset: Asset | undefined, headers: FastifyRequest["headers"]): FastifyReply {
  if (!asset) return reply.code(404).type("text/plain").send("There is no such file.");
  const accepted = headers["accept-encoding"]?.toString().includes("gzip") === true;
  reply.type(asset.type).header("vary", "accept-encoding").header("x-content-type-options", "nosniff");
  return accepted ? reply.header("content-encoding", "gzip").send(asset.gzip) : reply.send(asset.bytes);
}

function sendPage(request: FastifyRequest, reply: FastifyReply, { script, style }: ViewerAssets, plain: boolean) {
  const { id } = request.params as { id?: string };
  // What the script will ask for first comes along with it.
  const data = id !== undefined && /^[\da-f]{1,32}$/i.test(id) ? `/api/traces/${id}` : "";
  const away = `?${[request.url.split("?")[1], "plain"].filter(Boolean).join("&")}`;
  const basePath = basePathOf(request);
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="base-path" content="${basePath}">
<title>Hipster Shop traces</title>
<link rel="icon" href="/assets/viewer-icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/${style}">
<script type="module" src="/assets/${script}"></script>${data && `\n<link rel="preload" href="${data}" as="fetch" crossorigin>`}
${plain ? `<noscript><meta http-equiv="refresh" content="0;url=${escaped(away)}"></noscript>` : ""}
</head>
<body>
<div id="app"></div>
<noscript><p>This page needs JavaScript. <a href="${plain ? escaped(away) : "/search?plain"}">The plain pages</a> do without.</p></noscript>
</body>
</html>
`;
  return reply
    .header("content-security-policy", CONTENT_SECURITY_POLICY)
    .header("x-content-type-options", "nosniff")
    .header("referrer-policy", "same-origin")
    .type("text/html; charset=utf-8")
    .send(belowBase(html, basePath));
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

async function readOrBundle(): Promise<ViewerAssets> {
  if (!existsSync(VIEWER)) return assetsOf(readFolder(join(PREBUILT, "viewer")));
  const name = hashOfSources();
  const kept = CACHES.map((cache) => join(cache, name)).find((folder) => existsSync(folder));
  if (kept) return assetsOf(readFolder(kept));
  const files = await bundle();
  for (const cache of CACHES) if (keep(cache, name, files)) break;
  return assetsOf(files);
}

/** Of every source that goes into the bundle, and of the versions of what it is made with. */
function hashOfSources(): string {
  const hash = createHash("sha256")
    .update(readFileSync(MANIFEST))
    .update(readFileSync(join(import.meta.dirname, "viewer-assets.ts")));
  const files = readdirSync(VIEWER, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => /\.(tsx?|css)$/.test(name) && !name.endsWith(".test.ts")).sort()) {
    hash.update(file).update(readFileSync(join(VIEWER, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Writes the viewer's files and their gzip into a folder. */
export async function writeViewer(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeAll(folder, await bundle());
}

function writeAll(folder: string, files: ReadonlyMap<string, Buffer>): void {
  for (const [file, bytes] of files) {
    writeFileSync(join(folder, file), bytes);
    writeFileSync(join(folder, `${file}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

async function bundle(): Promise<Map<string, Buffer>> {
  // Half a second that only the first start after a change needs.
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [{ in: join(VIEWER, "main.tsx"), out: "viewer" }],
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

/** Appears as a whole: several processes may start at once. False where nothing may be written. */
function keep(cache: string, name: string, files: ReadonlyMap<string, Buffer>): boolean {
  try {
    mkdirSync(cache, { recursive: true });
    const unfinished = mkdtempSync(join(cache, `${name}-`));
    writeAll(unfinished, files);
    try {
      renameSync(unfinished, join(cache, name));
    } catch {
      // Another process was first.
      rmSync(unfinished, { recursive: true, force: true });
    }
    for (const old of readdirSync(cache)) {
      if (old.length === name.length && old !== name) rmSync(join(cache, old), { recursive: true, force: true });
    }
    return true;
  } catch {
    return false;
  }
}

function readFolder(folder: string): Map<string, Buffer> {
  return new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file))]));
}

function assetsOf(files: ReadonlyMap<string, Buffer>): ViewerAssets {
  const names = [...files.keys()].filter((name) => !name.endsWith(".gz"));
  const entry = (ending: string): string => {
    const found = names.find((name) => new RegExp(`^viewer-[A-Z0-9]{8}\\.${ending}$`).test(name));
    if (found === undefined)
      throw new Error(`the viewer's bundle has no ${ending} to start with, only ${names.join(", ")}`);
    return found;
  };
  return {
    files: new Map(names.map((name) => [name, assetOf(name, files)])),
    script: entry("js"),
    style: entry("css"),
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
