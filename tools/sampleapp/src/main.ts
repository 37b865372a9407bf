import { run } from "@hipstershop/runtime";
import { sampleapp } from "./index.ts";
import { runInjector } from "./inject-command.ts";

if (process.argv[2] === "inject") void runInjector(process.argv.slice(3));
// SUCCESS_RATE is its own here, not that of the faults.
else run(sampleapp, { faults: false, metricsPort: 8000 });
