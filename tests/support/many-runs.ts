import * as fc from "fast-check";

// For vitest.properties.config.ts: this often, where a property does not say otherwise.
fc.configureGlobal({ numRuns: 100_000 });
