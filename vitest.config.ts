import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "**/.shop/**"],
    pool: "forks",
    // What a test reads of a terminal program has no colours, wherever the test runs.
    env: { NO_COLOR: "1" },
    // A machine at work needs more than the usual second to get there.
    expect: { poll: { timeout: 5000 } },
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
