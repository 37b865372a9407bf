import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

const excluded = ["**/node_modules/**", "**/dist/**", "**/.shop/**"];
/** Tests of single files. They keep nothing in a module from one test to the next, so a worker takes many of them. */
const unitTests = ["{libs,services,tools}/*/src/**/*.test.ts", "{labs,loadgen,traceview}/{src,viewer}/**/*.test.ts"];
/** Tests beside sources that start processes and bundles. */
const slowUnitTests = ["tools/bundle/src/**/*.test.ts", "traceview/src/compare/{contrast-shop,revisions}.test.ts"];

export default defineConfig({
  test: {
    pool: "forks",
    // Most tests wait for processes and servers most of the time: three at once on two cores (285 s instead of 345).
    maxWorkers: Math.max(3, availableParallelism()),
    env: {
      // What a test reads of a terminal program has no colours, wherever the test runs.
      NO_COLOR: "1",
      // Programs that tests start need not strip types and compile the same files anew: half of a short one's CPU time.
      NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/node-compile"),
    },
    // Tests wait for events. These limits only end what hangs: a laptop at work, with three workers, needs ten times as long.
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: { name: "unit", include: unitTests, exclude: [...excluded, ...slowUnitTests], isolate: false },
      },
      {
        extends: true,
        test: { name: "whole", include: ["**/*.test.ts"], exclude: [...excluded, ...unitTests] },
      },
      { extends: true, test: { name: "slow", include: slowUnitTests, exclude: excluded } },
    ],
  },
});
