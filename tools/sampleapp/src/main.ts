import { run } from "@hipstershop/runtime";
import { sampleapp } from "./index.ts";

if (process.argv[2] === "inject") {
  const { runInjector } = await import("./inject-command.ts");
  await runInjector(process.argv.slice(3));
}
// SUCCESS_RATE is its own here, not that of the faults.
else run(sampleapp, { faults: false, metricsPort: 8000 });
