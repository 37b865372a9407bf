// Vitest's configuration for `npm test`: what it prints, its JSON report, and the errors that the report lacks.
import { mergeConfig } from "vitest/config";
import { OutsideErrors } from "./tools/check/src/outside-errors.ts";
import base from "./vitest.config.ts";

export default mergeConfig(base, { test: { reporters: ["default", "json", new OutsideErrors()] } });
