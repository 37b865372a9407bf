import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { bundleArguments } from "./bundled-service.ts";

const root = resolve(import.meta.dirname, "../../..");
const CACHE = join(root, "node_modules/.cache/hipstershop-bundles");
/** What every bundle depends on. `.package-lock.json` is what npm has installed, when the lockfile is newer. */
const COMMON = ["libs", "protos", "tools/bundle/src", "package-lock.json", "node_modules/.package-lock.json"];
const NOT_BUNDLED = new Set(["node_modules", "dist", "test"]);

const ERROR_LINES = 3;

/** Whether bundles can be made here: an installation without development dependencies has no esbuild. */
export function canBundle(): boolean {
  try {
    createRequire(import.meta.url).resolve("esbuild");
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes bundles of services as in their images, with V8's compiled code, unless they have been made before. A bundle's
 * folder is named for all that goes into it, so it is never older than the sources. Resolves to the folders by service;
 * rejects with what esbuild says.
 * @param onBuilding told how many of the missing ones are built; not called when none is missing.
 */
export async function localBundles(
  services: readonly string[],
  onBuilding: (built: number, missing: number) => void,
): Promise<ReadonlyMap<string, string>> {
  mkdirSync(CACHE, { recursive: true });
  const common = commonKey(root);
  const folders = new Map(services.map((name) => [name, join(CACHE, `${name}-${bundleKey(root, name, common)}`)]));
  const now = new Date();
  const missing = [...folders].filter(([, folder]) => !existsSync(folder));
  for (const [, folder] of folders) if (existsSync(folder)) utimesSync(folder, now, now);
  if (missing.length > 0) await buildAll(missing, onBuilding);
  return folders;
}

/** What Node is started with to run such a bundle. */
export function localBundleArguments(name: string, folder: string): string[] {
  const lines = join(import.meta.dirname, "source-lines.cjs");
  return ["--require", lines, ...bundleArguments(name, folder)];
}

/** A digest of what all bundles of a checkout depend on. */
export function commonKey(checkout: string): string {
  return [process.version, process.arch, process.platform, ...COMMON.map((path) => contentsOf(checkout, path))].join();
}

/** A digest of what the bundle of a service depends on. */
export function bundleKey(checkout: string, service: string, common: string): string {
  const own = contentsOf(checkout, `services/${service}`);
  return createHash("sha256").update(`${common} ${own}`).digest("hex").slice(0, 16);
}

/** In processes of their own, as many at the same time as there are cores. */
async function buildAll(
  missing: readonly (readonly [string, string])[],
  onBuilding: (built: number, missing: number) => void,
): Promise<void> {
  let built = 0;
  onBuilding(built, missing.length);
  const left = missing.values();
  const worker = async () => {
    for (const [name, folder] of left) {
      await build(name, folder);
      built += 1;
      onBuilding(built, missing.length);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

function build(name: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [join(import.meta.dirname, "build-local.ts"), name, folder], (error, _, stderr) => {
      const said = stderr.split("\n").filter((line) => line.trim() !== "");
      if (error) reject(new Error(`${name}: ${said.slice(0, ERROR_LINES).join(" ") || error.message}`));
      else resolve();
    });
  });
}

/** A digest of a file, or of all files below a folder that a bundle may contain. */
function contentsOf(checkout: string, path: string): string {
  const hash = createHash("sha256");
  for (const file of filesAt(join(checkout, path))) {
    const contents = readFileSync(file);
    hash.update(`${relative(checkout, file).replaceAll(sep, "/")} ${contents.length}\n`).update(contents);
  }
  return hash.digest("hex");
}

function filesAt(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return found ? [path] : [];
  return readdirSync(path, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (NOT_BUNDLED.has(entry.name) || entry.name.endsWith(".test.ts")) return [];
      const inside = join(path, entry.name);
      return entry.isDirectory() ? filesAt(inside) : [inside];
    });
}
