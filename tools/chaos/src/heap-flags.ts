import { readFileSync } from "node:fs";
import { join } from "node:path";
import { launchProcessOf } from "@hipstershop/shop/launch-process";

const root = join(import.meta.dirname, "../../..");

/** Node's flags of a service's container: they bound its heap. */
function heapFlagsOf(service: string): readonly string[] {
  const manifest = readFileSync(join(root, `kubernetes-manifests/base/${service}.yaml`), "utf8");
  return /NODE_OPTIONS\s+value: (.+)/.exec(manifest)?.[1]?.split(" ") ?? [];
}

/** Runs each service from its sources, with the heap that its container gives it. */
export const launchWithHeapFlags = launchProcessOf(({ name }) => [
  ...heapFlagsOf(name),
  join(root, "services", name, "src/main.ts"),
]);
