import { FaultSwitches } from "@hipstershop/faults/switches";
import { silentTelemetry } from "../silent-telemetry.ts";
import { readStatus, whyNoStatus } from "../status.ts";

/** Switches at a flag service; disposing of them closes the connection. */
export interface OpenSwitches extends AsyncDisposable {
  readonly switches: FaultSwitches;
}

/** The switches at `address`, host:port, or of the shop that runs in the folder; rejects when none does. */
export async function openSwitches(stateFolder: string, address: string | undefined): Promise<OpenSwitches> {
  const status = await readStatus(stateFolder);
  const found = address ?? status?.services.find(({ name }) => name === "flagservice")?.grpc;
  if (!found) throw new Error(`${whyNoStatus(stateFolder)}, or --address names a flag service`);
  await using stack = new AsyncDisposableStack();
  const telemetry = stack.use(await silentTelemetry());
  const switches = stack.use(new FaultSwitches(found, telemetry, { token: status?.token ?? "" }));
  const owned = stack.move();
  return { switches, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
