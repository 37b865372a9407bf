// `node build-local.ts <service> <folder>`: see local-bundles.ts. Another shop may build the same at the same time: the first one
// to finish gives its bundle.
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { buildBundle } from "./bundled-service.ts";

/** How many bundles of a service are kept: a shop that still runs may need one, and so may a branch. */
const KEPT = 5;

const [, , name = "", folder = ""] = process.argv;
const unfinished = join(dirname(folder), `unfinished-${process.pid}-${basename(folder)}`);
try {
  buildBundle(name, unfinished, ["--local"]);
  publish();
  removeOldest();
} catch (error) {
  // What main.ts said is printed already.
  if (!(error instanceof Error && "stderr" in error)) throw error;
  process.exitCode = 1;
} finally {
  rmSync(unfinished, { recursive: true, force: true });
}

function publish(): void {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

function removeOldest(): void {
  const parent = dirname(folder);
  const all = readdirSync(parent)
    .filter((one) => one.startsWith(`${name}-`))
    .map((one) => ({ path: join(parent, one), usedAt: statSync(join(parent, one)).mtimeMs }))
    .toSorted((a, b) => b.usedAt - a.usedAt);
  for (const { path } of all.slice(KEPT)) rmSync(path, { recursive: true, force: true });
}
