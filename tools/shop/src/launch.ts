import type { Variables } from "./environment.ts";
import type { ServiceSpec } from "./topology.ts";

export type ServiceState = "starting" | "serving" | "restarting" | "stopped";

/** A service that was started, here or in a process of its own. */
export interface Launched extends AsyncDisposable {
  readonly port: number;
  readonly metricsUrl: string | undefined;
  /** Changes when a crashed process was started again. */
  readonly pid: number;
  readonly state: ServiceState;
}

export interface LaunchEvents {
  /** Something changed that the status file should tell. */
  changed(): void;
  /** A line for the person at the terminal. */
  say(text: string): void;
}

/** Starts one service and resolves when it serves. */
export type Launch = (service: ServiceSpec, variables: Variables, events: LaunchEvents) => Promise<Launched>;
