import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { type Written, writeArchive } from "./archive.ts";
import { entriesOf, type Entry } from "./entry.ts";
import { nodeFiles } from "./node-files.ts";
import type { Platform } from "./platforms.ts";
import { runProgram } from "./run-program.ts";
import { startScripts } from "./start-scripts.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
/** What thirty laptops can fetch over the wifi of one room. */
const MEGABYTES_MAX = 80;

/** The bundled shop, for any number of archives. */
export interface App {
  readonly entries: readonly Entry[];
  readonly version: string;
  /** The version of Node that it is made for. */
  readonly node: string;
}

/**
 * Bundles the shop as its image does: services, viewer, training pages and load generator in one file, with the
 * viewer's pages built.
 */
export async function buildApp(scratch: string): Promise<App> {
  const folder = join(scratch, "app");
  const run = (cwd: string, ...args: readonly string[]) => runProgram(process.execPath, args, join(ROOT, cwd));
  await Promise.all([run("traceview", "src/build-assets.ts"), run("loadgen", "src/assets/build-assets.ts")]);
  await run("tools/shop", "../bundle/src/main.ts", folder);
  for (const file of readdirSync(join(ROOT, "loadgen/static"))) {
    const to = join(folder, "static", file);
    if (existsSync(to)) throw new Error(`static/${file} is a file of two packages`);
    copyFileSync(join(ROOT, "loadgen/static", file), to);
  }
  return {
    entries: entriesOf(folder, "app"),
    version: versionIn("package.json"),
    node: versionIn("node_modules/node/package.json"),
  };
}

function versionIn(file: string): string {
  const [, version] = /"version": "([^"]+)"/.exec(readFileSync(join(ROOT, file), "utf8")) ?? [];
  if (version === undefined) throw new Error(`${file} has no version`);
  return version;
}

export interface PackOptions {
  readonly platform: Platform;
  readonly out: string;
  readonly scratch: string;
  /** Node for the platform; from npm when left out. */
  readonly nodeFile?: string | undefined;
  /** Of the compression, 1 to 9. */
  readonly level: number;
  readonly tell: (line: string) => void;
}

/** An archive, with its path. */
export interface Packed extends Written {
  readonly file: string;
}

/** Writes an archive and, beside it, its checksum as `sha256sum -c` reads it. Rejects when it is too large for a room. */
export async function packApp(app: App, options: PackOptions): Promise<Packed> {
  const { platform, out, scratch, nodeFile, level, tell } = options;
  tell(nodeFile === undefined ? `fetching Node ${app.node} for ${platform.name} with npm` : `Node is ${nodeFile}`);
  const node = await nodeFiles(platform, { version: app.node, scratch, file: nodeFile });
  if (!node.hasLicence) tell("no LICENSE beside that Node: NODE-LICENSE.txt names its address");
  const name = `hipster-shop-${app.version}-${platform.name}`;
  const entries = [...app.entries, ...node.entries, ...licences(), ...startScripts(platform, app)];
  const format = platform.isWindows ? "zip" : "tar.gz";
  const file = join(out, `${name}.${format}`);
  tell(`writing ${file}: ${entries.length} files`);
  mkdirSync(out, { recursive: true });
  const inFolder = entries.map((entry) => ({ ...entry, path: `${name}/${entry.path}` }));
  const written = await writeArchive(file, inFolder, { format, level });
  if (written.bytes > MEGABYTES_MAX * 1e6) {
    throw new Error(`${file} has ${megabytes(written.bytes)}, and may have ${MEGABYTES_MAX} MB`);
  }
  writeFileSync(`${file}.sha256`, `${written.sha256}  ${basename(file)}\n`);
  return { file, ...written };
}

function licences(): Entry[] {
  return ["LICENSE", "NOTICE"].map((name) => ({ path: `${name}.txt`, bytes: readFileSync(join(ROOT, name)) }));
}

/** "52.1 MB" */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** A folder that is removed when it is disposed of. */
export function scratchFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "shop-pack-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
