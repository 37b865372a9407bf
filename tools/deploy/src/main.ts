// `node tools/deploy/src/main.ts` writes the manifests that are generated from the call graph, the flags and the dashboards' code.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { derivedFiles } from "./index.ts";

const base = join(import.meta.dirname, "../../../kubernetes-manifests/base");
for (const [file, text] of derivedFiles()) {
  mkdirSync(dirname(join(base, file)), { recursive: true });
  writeFileSync(join(base, file), text);
  process.stdout.write(`${join("kubernetes-manifests/base", file)}\n`);
}
