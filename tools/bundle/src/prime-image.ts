// `node prime-image.ts <folder of main.cjs>`, run by the Dockerfile in the folder of the bundled package: see prime.ts. It never
// fails: a failed build would cancel all others of `skaffold run`.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { primeCodeCache } from "./prime.ts";

interface Manifest {
  /** `primeWith`: command-line options for the start, such as free ports. */
  readonly bundle?: { readonly primeWith?: readonly string[] };
}

try {
  const { bundle } = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
  const problem = await primeCodeCache(resolve(process.argv[2] ?? ""), bundle?.primeWith ?? []);
  if (problem !== undefined) process.stderr.write(`warning: ${problem}\n`);
} catch (error) {
  process.stderr.write(`warning: no compiled code was made: ${String(error)}\n`);
}
process.exit(0);
