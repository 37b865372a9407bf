import { FlagAdmin, FlagEvaluation, FlagEvaluationV2, FlagSync } from "@hipstershop/contract";
import { implement, serve } from "@hipstershop/rpc";
import { defineService, openNamed, type Service } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { adminHandlers } from "./admin-handlers.ts";
import { type FlagConfig, readConfig } from "./config.ts";
import { FlagEvents } from "./events.ts";
import { FlagSource } from "./flag-source.ts";
import { evaluationV1Handlers, evaluationV2Handlers } from "./handlers.ts";
import { syncHandlers } from "./sync-handlers.ts";

export { addShippedFlags } from "./flag-file.ts";
export { shippedFlagsFile } from "./shipped-flags-file.ts";

/** A started flag service: `port` is for evaluation and administration, `syncPort` for in-process providers. */
export interface FlagService extends Service {
  readonly syncPort: number;
}

export const flagservice = defineService("flagservice", readConfig, startFlagService);

/** Starts the flag service. main.ts, the local runner and the tests use it. */
export async function startFlagService(config: FlagConfig, telemetry: Telemetry): Promise<FlagService> {
  await using stack = new AsyncDisposableStack();
  const events = new FlagEvents(telemetry);
  const source = stack.use(await openNamed("FLAGS_FILE", () => new FlagSource(config.flagsFile, events)));
  const evaluation = [
    implement(FlagEvaluationV2, evaluationV2Handlers(source, events)),
    implement(FlagEvaluation, evaluationV1Handlers(source, events)),
    implement(FlagAdmin, adminHandlers(source, events, config)),
    implement(FlagSync, syncHandlers(source)),
  ];
  const { port } = stack.use(await serve(evaluation, config, telemetry));
  const sync = implement(FlagSync, syncHandlers(source));
  const { port: syncPort } = stack.use(await serve([sync], { ...config, port: config.syncPort }, telemetry));
  const owned = stack.move();
  return { port, syncPort, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
