import type { Variables } from "./environment.ts";
import type { ServiceSpec } from "./topology.ts";

/** The state of a service in the status file. */
export type ServiceState = "starting" | "serving" | "restarting" | "stopped";

/** A started service, in this process or in one of its own. */
export interface Launched extends AsyncDisposable {
  readonly port: number;
  readonly metricsUrl: string | undefined;
  /** Another one after a crashed process was restarted. */
  readonly pid: number;
  readonly state: ServiceState;
}

/** What is reported while services start and run. */
export interface LaunchEvents {
  /** The content of the status file has changed. */
  onChange(): void;
  /** Prints a line to the terminal. */
  printLine(text: string): void;
}

/** Starts a service; resolves when it serves. */
export type Launch = (service: ServiceSpec, variables: Variables, events: LaunchEvents) => Promise<Launched>;
