import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { heapFlagsOf, IMAGE_VARIABLES } from "./bundled-service.ts";

const root = join(import.meta.dirname, "../../..");

test("bundles run with the variables of their images", () => {
  const runtime = /^FROM \$\{RUNTIME_IMAGE\}.*?^ENV (.*?)$/ms.exec(readFileSync(join(root, "Dockerfile"), "utf8"))?.[1];
  const variables = Object.entries(IMAGE_VARIABLES).map(([name, value]) => `${name}=${value}`);
  expect(runtime?.split(" ")).toEqual(expect.arrayContaining(variables));
});

test("bundles run with the heap flags of their containers", () => {
  expect(heapFlagsOf("cartservice")).toEqual(["--max-semi-space-size=4", "--max-old-space-size=64"]);
});
