import { join } from "node:path";
import { heapFlagsOf } from "@hipstershop/bundle/bundled-service";
import { launchProcessOf } from "@hipstershop/shop/launch-process";

const services = join(import.meta.dirname, "../../../services");

/** Runs each service from its sources, with the heap that its container gives it. */
export const launchWithHeapFlags = launchProcessOf(({ name }) => [
  ...heapFlagsOf(name),
  join(services, name, "src/main.ts"),
]);
