// `npm run build -w cartservice`: makes dist/ in the service's folder, all that a container needs beside Node.
//   dist/build/src/main.cjs   what to run (start.cjs)
//   dist/build/src/bundle.js  the service and its libraries in one readable file
//   dist/protos, …            data files, found by walking up from the bundle; the .proto files are for reflection
//   dist/sbom.cdx.json        what it is made of, in CycloneDX
// "bundle": { "leaveOut": [...] } in the service's package.json names modules that it never uses: leave-out.ts. Another folder
// than dist can be given. "dataOf": [...] there names further packages whose data files come along.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { build } from "esbuild";
import { leaveOut, leftOutAs } from "./leave-out.ts";
import { sbomOf } from "./sbom.ts";

const root = resolve(import.meta.dirname, "../../..");
const service = process.cwd();
const out = resolve(process.argv[2] ?? "dist");
/** Data files that services look for beside themselves. */
const DATA = ["static", "flags.json", "src/products.json"];
/** Left out of all: logs are written by the process itself, never by pino's worker threads, which take 3 ms to load. */
const USED_BY_NONE = ["pino/lib/transport"];

const { name, version, bundle } = JSON.parse(readFileSync(join(service, "package.json"), "utf8")) as {
  readonly name: string;
  readonly version: string;
  readonly bundle?: { readonly leaveOut?: readonly string[]; readonly dataOf?: readonly string[] };
};
const leftOut = [...USED_BY_NONE, ...(bundle?.leaveOut ?? [])];
rmSync(out, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: [join(service, "src/main.ts")],
  outfile: join(out, "build/src/bundle.js"),
  bundle: true,
  metafile: true,
  platform: "node",
  target: "node24",
  // CommonJS, as a function that main.cjs calls, since V8's code starts fastest so. Only the syntax is shortened, a tenth of the
  // file: names and lines stay, so that a stack trace can be read.
  format: "cjs",
  minifySyntax: true,
  define: { "import.meta.dirname": "__dirname", "import.meta.url": "bundleUrl" },
  banner: {
    js: `(function (exports, require, module, __filename, __dirname, importModule) {
const bundleUrl = require("node:url").pathToFileURL(__filename).href;`,
  },
  footer: { js: "})" },
  // exporter-jaeger breaks when bundled (it assigns a read-only name), and is wanted by few: see docs/decisions. esbuild makes
  // browser code from sources; what it made comes along instead.
  external: ["@opentelemetry/exporter-jaeger", "esbuild"],
  plugins: [leaveOut(leftOut)],
  logLevel: "warning",
});
rewrite(join(out, "build/src/bundle.js"), importsOfMain, escapedToAscii);
cpSync(join(import.meta.dirname, "start.cjs"), join(out, "build/src/main.cjs"));
const kept = Object.values(metafile.outputs)
  .flatMap(({ inputs }) => Object.entries(inputs))
  .flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []))
  .filter((file) => leftOutAs(file, leftOut) === undefined);
if (kept.some((file) => file.includes("node_modules/@grpc/reflection/"))) copyProtos();
writeFileSync(join(out, "sbom.cdx.json"), `${JSON.stringify(sbomOf(root, name, kept), null, 1)}\n`);
for (const folder of [service, ...(bundle?.dataOf ?? [])]) {
  for (const file of DATA.map((name) => resolve(service, folder, name))) {
    if (existsSync(file)) cpSync(file, join(out, basename(file)), { recursive: true });
  }
}
writeFileSync(join(out, "build/package.json"), `${JSON.stringify({ type: "commonjs", version })}\n`);
const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
process.stdout.write(`${basename(service)}: ${Math.round(bytes / 1024)} kB\n`);

function rewrite(file: string, ...changes: readonly ((text: string) => string)[]): void {
  writeFileSync(
    file,
    changes.reduce((text, change) => change(text), readFileSync(file, "utf8")),
  );
}

/** What is imported while the program runs, main.cjs imports: code that V8 is handed as a script can't, or with a warning to all. */
function importsOfMain(text: string): string {
  return text.replace(/((?:\bawait|\breturn|=>|[?:=(,]) )import\(/g, "$1importModule(");
}

/**
 * One letter beyond Latin, be it in a comment, and V8 keeps the whole text with two bytes for each. esbuild escapes them in
 * strings, but not in comments, regular expressions and tagged templates, where escapes mean the same (but for String.raw).
 */
function escapedToAscii(text: string): string {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
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
