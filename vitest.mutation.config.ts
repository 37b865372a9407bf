// Vitest's configuration for `npm run mutate`, read from the copy of the repository that Stryker changes.
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

const root = import.meta.dirname;

/**
 * node_modules is not copied, so its links lead to the packages of the original: a library that is changed would be tested
 * unchanged wherever a test, or the testkit, imports it by its name. These lead to the copy.
 */
const alias = globSync(["{libs,services,tools}/*/package.json", "{traceview,loadgen}/package.json"], { cwd: root })
  .map((file): { folder: string; name?: string; exports?: Readonly<Record<string, string>> } => ({
    folder: join(root, dirname(file)),
    ...JSON.parse(readFileSync(join(root, file), "utf8")),
  }))
  .flatMap(({ folder, name = "", exports = {} }) =>
    Object.entries(exports).map(([path, target]) => ({
      find: new RegExp(`^${name}${path.slice(1)}$`),
      replacement: join(folder, target),
    })),
  );

// Stryker runs one package's tests in one process: without projects.
const { projects: _, ...test } = base.test ?? {};

export default mergeConfig({ ...base, test }, { resolve: { alias } });
