// `node prime-image.ts <folder of main.cjs>`, for the Dockerfile, in the folder of the package that was bundled: prime.ts. Whatever
// becomes of it is no reason to fail: a build that is cancelled takes all others of `skaffold run` with it.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { prime } from "./prime.ts";

interface Manifest {
  /** `primeWith`: options for a program that would otherwise listen on ports of its own choice. */
  readonly bundle?: { readonly primeWith?: readonly string[] };
}

try {
  const { bundle } = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
  const problem = await prime(resolve(process.argv[2] ?? ""), bundle?.primeWith ?? []);
  if (problem !== undefined) process.stderr.write(`warning: ${problem}\n`);
} catch (error) {
  process.stderr.write(`warning: no compiled code was made: ${String(error)}\n`);
}
process.exit(0);
