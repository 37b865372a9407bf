import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../../..");

/**
 * Bundles a service into a folder, with its compiled code as in its image. Throws when it can't be built.
 * @param options of main.ts.
 */
export function buildBundle(name: string, folder: string, options: readonly string[] = []): void {
  const cwd = join(root, "services", name);
  execFileSync(process.execPath, [join(root, "tools/bundle/src/main.ts"), folder, ...options], { cwd });
  execFileSync(process.execPath, [join(root, "tools/bundle/src/prime-image.ts"), join(folder, "build/src")], { cwd });
}

/**
 * The environment that the Dockerfile gives to all images, for glibc (nobody else reads it): one heap for all threads of
 * a process. By default each of V8's threads has its own, which keeps what it frees.
 */
export const IMAGE_VARIABLES = { MALLOC_ARENA_MAX: "1" } as const;

/** What Node is started with to run such a bundle, with the heap flags that the service's container has. */
export function bundleArguments(name: string, folder: string): string[] {
  return [...heapFlagsOf(name), join(folder, "build/src/main.cjs")];
}

/** Node's flags of a service's container: they bound its heap. */
export function heapFlagsOf(service: string): readonly string[] {
  const manifest = readFileSync(join(root, `kubernetes-manifests/base/${service}.yaml`), "utf8");
  return /NODE_OPTIONS\s+value: (.+)/.exec(manifest)?.[1]?.split(" ") ?? [];
}
