import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "**/.shop/**"],
    pool: "forks",
    // What a test reads of a terminal program has no colours, wherever the test runs.
    env: { NO_COLOR: "1" },
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
