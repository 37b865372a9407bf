import { nearest } from "@hipstershop/text/nearest";
import type { Launched } from "../launch.ts";
import type { ServiceSpec } from "../topology.ts";

/** The commands that change a service. */
export const ACTIONS = ["stop", "pause", "start"] as const;
export type Action = (typeof ACTIONS)[number];

const DONE = { stop: "stopped", pause: "paused", start: "started" } as const;

/**
 * Stops, pauses or starts the service of this name. Resolves, when that is true, to a line that says what happened and what
 * visitors notice; rejects with what to do instead.
 */
export async function changeService(
  services: ReadonlyMap<ServiceSpec, Launched>,
  action: Action,
  name: string,
): Promise<string> {
  const [service, launched] = [...services].find(([spec]) => spec.name === name) ?? [];
  if (!service || !launched)
    throw new Error(
      unknownText(
        name,
        [...services.keys()].map((spec) => spec.name),
      ),
    );
  if (!launched.control) throw new Error(ONE_PROCESS);
  const hasChanged = await launched.control[action]().catch((error: Error) => {
    throw new Error(`${name} can't be ${DONE[action]}: ${error.message}`, { cause: error });
  });
  return resultText(action, service, launched, hasChanged);
}

/** Why a service can't be stopped in a shop without `--processes`. */
export const ONE_PROCESS =
  "this shop runs in one process, in which no service can be stopped alone: close it, and open it with `npm start -- --processes`";

function unknownText(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return `there is no service ${name}${near ? ` (did you mean ${near}?)` : ""}: there are ${[...names].sort().join(", ")}`;
}

function resultText(action: Action, service: ServiceSpec, { pid }: Launched, hasChanged: boolean): string {
  const { name } = service;
  if (action === "start") return `${name} ${hasChanged ? "serves again" : "already serves"} (pid ${pid})`;
  const state = `${name} is ${hasChanged ? "" : "already "}${DONE[action]}`;
  return `${state}: ${effectText(action, service)}. \`npx shop start ${name}\` ends that`;
}

/** What visitors and callers notice. */
function effectText(action: "stop" | "pause", { protocol, without }: ServiceSpec): string {
  if (protocol === "http") return action === "stop" ? without : "browsers wait for an answer";
  return action === "stop"
    ? `${without}. Calls to it end with UNAVAILABLE, in the first four seconds after a wait for it`
    : `${without}. Calls to it hang and end with DEADLINE_EXCEEDED (or UNAVAILABLE where there was no connection yet)`;
}
