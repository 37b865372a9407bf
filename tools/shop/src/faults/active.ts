import { type FaultState, FaultSwitchError, FaultSwitches } from "@hipstershop/faults/switches";
import type { Telemetry } from "@hipstershop/telemetry";
import { silentTelemetry } from "../silent-telemetry.ts";
import type { ActiveFault } from "../status.ts";

/** The faults that act on everybody, and those with a rule, which act on somebody. */
export function activeAmong(states: readonly FaultState[]): readonly ActiveFault[] {
  return states
    .filter(({ effective, targeting }) => effective !== "off" || targeting !== "")
    .map(({ fault: { name }, effective, targeting }) => ({
      name,
      variant: effective,
      ...(targeting !== "" && { targeted: true as const }),
    }));
}

/** What is on at a flag service; undefined when it does not answer in time. */
export async function activeAt(
  address: string,
  telemetry: Telemetry,
  deadlineMs: number,
): Promise<readonly ActiveFault[] | undefined> {
  using switches = new FaultSwitches(address, telemetry, { deadlineMs });
  try {
    return activeAmong(await switches.list());
  } catch (error) {
    if (error instanceof FaultSwitchError) return undefined;
    throw error;
  }
}

/** The same, for a process without telemetry of its own. */
export async function activeNow(address: string, deadlineMs: number): Promise<readonly ActiveFault[] | undefined> {
  await using telemetry = await silentTelemetry();
  return await activeAt(address, telemetry, deadlineMs);
}
