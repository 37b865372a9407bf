import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/workspace.ts";

/** Bundles a service into a folder, with its compiled code as in its image. */
export function buildBundle(name: string, folder: string): void {
  const cwd = join(root, "services", name);
  execFileSync(process.execPath, [join(root, "tools/bundle/src/main.ts"), folder], { cwd });
  execFileSync(process.execPath, [join(root, "tools/bundle/src/prime-image.ts"), join(folder, "build/src")], { cwd });
}

/** What Node is started with to run such a bundle, with the heap flags that the service's container has. */
export function bundleArguments(name: string, folder: string): string[] {
  const manifest = readFileSync(join(root, `kubernetes-manifests/base/${name}.yaml`), "utf8");
  const heap = /NODE_OPTIONS\s+value: (.+)/.exec(manifest)?.[1]?.split(" ") ?? [];
  return [...heap, join(folder, "build/src/main.cjs")];
}
