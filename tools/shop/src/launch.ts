import type { Variables } from "./environment.ts";
import type { ServiceSpec } from "./topology.ts";

/** The state of a service in the status file. `shop status` also knows "unresponsive": it should serve, and does not answer. */
export type ServiceState = "starting" | "serving" | "restarting" | "paused" | "stopped" | "unresponsive";

/** A started service, in this process or in one of its own. */
export interface Launched extends AsyncDisposable {
  readonly port: number;
  readonly metricsUrl: string | undefined;
  /** Another one after a crashed process was restarted; 0 while it is stopped. */
  readonly pid: number;
  readonly state: ServiceState;
  /** Stops and pauses it; a service in this process has none. */
  readonly control?: ServiceControl;
}

/**
 * What `shop stop`, `pause` and `start` do to a service's process. Each resolves when it is true, with false when it was before;
 * rejects with the reason when it can't be done.
 */
export interface ServiceControl {
  /** Ends the process in order; no other one follows. */
  stop(): Promise<boolean>;
  /** Freezes the process: callers get no answer. */
  pause(): Promise<boolean>;
  /** Lets a paused process go on, or starts one at the same port; resolves when it serves. */
  start(): Promise<boolean>;
  /** Lets a paused process go on, for the end of the shop. */
  resume(): void;
}

/** What is reported while services start and run. */
export interface LaunchEvents {
  /** The content of the status file has changed. */
  onChange(): void;
  /** Prints a line to the terminal. */
  printLine(text: string): void;
}

/** Starts a service; resolves when it serves. */
export type Launch<S = ServiceSpec> = (service: S, variables: Variables, events: LaunchEvents) => Promise<Launched>;
