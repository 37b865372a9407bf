import { join } from "node:path";
import { heapFlagsOf } from "@hipstershop/bundle/bundled-service";

const services = join(import.meta.dirname, "../../../services");

/** Node's arguments that run a service from its sources, with the heap that its container gives it. */
export const withHeapFlags = ({ name }: { readonly name: string }): readonly string[] => [
  ...heapFlagsOf(name),
  join(services, name, "src/main.ts"),
];
