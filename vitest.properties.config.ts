// Vitest's configuration for R13 of `npm run chaos`: the properties of money, each with 100,000 inputs.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "libs/money/src/money.test.ts",
      "services/currencyservice/src/{convert,rounding}.test.ts",
      "services/shippingservice/src/quote.test.ts",
    ],
    setupFiles: ["tests/support/many-runs.ts"],
    testTimeout: 300_000,
  },
});
