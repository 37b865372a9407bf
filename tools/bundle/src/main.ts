// `npm run build -w cartservice`: writes dist/ in the service's folder, all files that its container needs beside Node.
//   dist/build/src/main.cjs        what to run (start.cjs)
//   dist/build/src/bundle.js       the service and its libraries in one readable file
//   dist/build/src/faults.js.zst   what only faults need (later.ts), compressed
//   dist/protos, …                 data files, found by walking up from the bundle; the .proto files are for reflection
//   dist/sbom.cdx.json             its bill of materials in CycloneDX
// With --local (see local-bundles.ts) it has no bill of materials, and
//   build/src/bundle.lines.json    the line of source of each of its lines (source-lines.ts)
// In the service's package.json, "bundle": { "leaveOut": [...] } names modules that it never uses (leave-out.ts), and
// "dataOf": [...] further packages whose data files are copied. An argument is the folder to write instead of dist.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { constants, zstdCompressSync } from "node:zlib";
import { build } from "esbuild";
import { buildLater, FAULTS, loadLater } from "./later.ts";
import { copyLabFolders, labFolders } from "./lab-folders.ts";
import { leaveOut, leftOutAs } from "./leave-out.ts";
import { sbomOf } from "./sbom.ts";
import { linesOfSource } from "./source-lines.ts";

const root = resolve(import.meta.dirname, "../../..");
const service = process.cwd();
const {
  values: { local: isLocal },
  positionals: [folder = "dist"],
} = parseArgs({ options: { local: { type: "boolean", default: false } }, allowPositionals: true });
const out = resolve(folder);
/** Data files that services read from their own folder. */
const DATA = ["static", "flags.json", "src/products.json"];
/** Left out of every bundle: pino's worker threads, which take 3 ms to load. Logs are written by the process itself. */
const USED_BY_NONE = ["pino/lib/transport"];

const { name, version, bundle } = JSON.parse(readFileSync(join(service, "package.json"), "utf8")) as {
  readonly name: string;
  readonly version: string;
  readonly bundle?: { readonly leaveOut?: readonly string[]; readonly dataOf?: readonly string[] };
};
const leftOut = [...USED_BY_NONE, ...(bundle?.leaveOut ?? [])];
rmSync(out, { recursive: true, force: true });
const faults = await buildLater(root, FAULTS);
const { metafile } = await build({
  entryPoints: [join(service, "src/main.ts")],
  outfile: join(out, "build/src/bundle.js"),
  bundle: true,
  metafile: true,
  platform: "node",
  target: "node24",
  // CommonJS, wrapped in a function that main.cjs calls: this starts fastest with V8's code cache. Only the syntax is minified,
  // which saves a tenth; names and lines stay, so that stack traces are readable.
  format: "cjs",
  minifySyntax: true,
  define: { "import.meta.dirname": "__dirname", "import.meta.url": "bundleUrl" },
  banner: {
    js: `(function (exports, require, module, __filename, __dirname, importModule, loadPart) {
const bundleUrl = require("node:url").pathToFileURL(__filename).href;`,
  },
  footer: { js: "})" },
  sourcemap: isLocal && "external",
  sourcesContent: false,
  // exporter-jaeger fails when bundled (it assigns to a read-only name), and few users need it: see docs/decisions. esbuild
  // bundles browser code from the sources; images contain its output instead.
  external: ["@opentelemetry/exporter-jaeger", "esbuild"],
  plugins: [leaveOut(leftOut), loadLater(root, FAULTS, faults), labFolders()],
  logLevel: "warning",
});
rewriteFile(join(out, "build/src/bundle.js"), importsOfMain, escapedToAscii);
if (isLocal) writeLines();
cpSync(join(import.meta.dirname, "start.cjs"), join(out, "build/src/main.cjs"));
const outputs = Object.entries(metafile.outputs).flatMap(([file, output]) => (file.endsWith(".map") ? [] : [output]));
if (outputs.some(({ inputs }) => (inputs[`later:${FAULTS.file}`]?.bytesInOutput ?? 0) > 0)) {
  writeFileSync(join(out, "build/src", `${FAULTS.file}.zst`), compressed(escapedToAscii(faults.text)));
  outputs.push(...Object.values(faults.metafile.outputs));
}
const kept = outputs
  .flatMap(({ inputs }) => Object.entries(inputs))
  .flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []))
  .filter((file) => leftOutAs(file, leftOut) === undefined);
if (kept.some((file) => file.includes("node_modules/@grpc/reflection/"))) copyProtos();
if (!isLocal) writeFileSync(join(out, "sbom.cdx.json"), `${JSON.stringify(sbomOf(root, name, kept))}\n`);
for (const folder of [service, ...(bundle?.dataOf ?? [])]) {
  copyLabFolders(resolve(service, folder), out);
  for (const file of DATA.map((name) => resolve(service, folder, name))) {
    if (existsSync(file)) cpSync(file, join(out, basename(file)), { recursive: true });
  }
}
writeFileSync(join(out, "build/package.json"), `${JSON.stringify({ type: "commonjs", version })}\n`);
const bytes = outputs.reduce((sum, output) => sum + output.bytes, 0);
process.stdout.write(`${basename(service)}: ${Math.round(bytes / 1024)} kB\n`);

/** Replaces esbuild's source map by a table that is a tenth of it. */
function writeLines(): void {
  const file = join(out, "build/src/bundle.js");
  const map = readFileSync(`${file}.map`, "utf8");
  writeFileSync(
    join(out, "build/src/bundle.lines.json"),
    JSON.stringify(linesOfSource(map, readFileSync(file, "utf8"), dirname(file))),
  );
  rmSync(`${file}.map`);
}

function rewriteFile(file: string, ...changes: readonly ((text: string) => string)[]): void {
  writeFileSync(
    file,
    changes.reduce((text, change) => change(text), readFileSync(file, "utf8")),
  );
}

/** Replaces import() by a function of main.cjs: a vm.Script can't call import(), or only with a warning. */
function importsOfMain(text: string): string {
  return text.replace(/((?:\bawait|\breturn|=>|[?:=(,]) )import\(/g, "$1importModule(");
}

/**
 * Escapes all characters beyond ASCII: with a single one beyond Latin-1, even in a comment, V8 stores the whole source in two
 * bytes per character. esbuild escapes strings, but not comments, regular expressions and tagged templates, where an escape means
 * the same (except in String.raw).
 */
function escapedToAscii(text: string): string {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Level 19: compressed once, pulled often. */
function compressed(text: string): Buffer {
  return zstdCompressSync(text, { params: { [constants.ZSTD_c_compressionLevel]: 19 } });
}

function copyProtos(): void {
  cpSync(join(root, "protos"), join(out, "protos"), { recursive: true });
  // @grpc/reflection reads its own protos from two folders above its code.
  const rpc = createRequire(join(root, "libs/rpc/package.json"));
  mkdirSync(join(out, "proto"));
  cpSync(join(dirname(rpc.resolve("@grpc/reflection/package.json")), "build/proto/grpc"), join(out, "proto/grpc"), {
    recursive: true,
  });
}
