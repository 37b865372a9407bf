import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { faultFiles } from "./fault-files.ts";

test.each([...faultFiles()])("%s is fresh; otherwise: npm run gen", (file, text) => {
  expect(readFileSync(join(import.meta.dirname, "../../..", file), "utf8")).toBe(text);
});
