// A checkout that kills or freezes itself at a point of its first order. Prints its port.
import { startCheckoutService } from "checkoutservice";
import { testTelemetry } from "@hipstershop/testkit";
import type { ChildOrder } from "./two-replicas.ts";

const { config, point, signal, times }: ChildOrder = JSON.parse(process.argv[2] ?? "");
const telemetry = await testTelemetry("checkoutservice");
const { port } = await startCheckoutService(config, telemetry, {
  ...times,
  reached: (reached) => {
    if (reached === point) process.kill(process.pid, signal);
  },
});
process.stdout.write(`${port}\n`);
