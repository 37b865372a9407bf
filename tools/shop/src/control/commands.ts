import { harmlessJson, oneLine } from "@hipstershop/text";
import type { Command } from "commander";
import { ProgressLine } from "../progress-line.ts";
import { terminalColumns, wrapLines } from "../terminal.ts";
import type { Action } from "./change-service.ts";

const DESCRIPTIONS: Readonly<Record<Action, string>> = {
  stop: "end a service's process; it stays away until it is started",
  pause: "freeze a service's process: who calls it gets no answer",
  start: "start a stopped service again, or let a paused one go on (`npm start` opens the shop)",
};

const WAITS: Readonly<Record<Action, string>> = { stop: "stopping", pause: "pausing", start: "starting" };

/** Adds `shop stop`, `pause` and `start`, for the services of a shop that runs with `--processes`. */
export function addControlCommands(program: Command, stateFolder: () => string): void {
  for (const action of ["stop", "pause", "start"] as const) {
    program
      .command(action)
      .argument("<service>", "its name, such as paymentservice")
      .description(DESCRIPTIONS[action])
      .option("--json", "print the service's status as JSON", false)
      .action(async (service: string, { json }: { json: boolean }) => {
        const [{ askShop }, { readStatus }] = await Promise.all([
          import("./control-client.ts"),
          import("../status.ts"),
        ]);
        const progress = new ProgressLine();
        progress.show(`${WAITS[action]} ${oneLine(service)}`);
        const said = await askShop(stateFolder(), action, service).finally(() => progress.clear());
        // The shop has written its status before it answered.
        const status = json
          ? (await readStatus(stateFolder()))?.services.find(({ name }) => name === service)
          : undefined;
        process.stdout.write(
          `${status ? harmlessJson(JSON.stringify(status, null, 2)) : wrapLines(oneLine(said), terminalColumns())}\n`,
        );
      });
  }
}
