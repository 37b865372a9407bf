import type { Scenario } from "../scenarios/scenario.ts";

/** Milliseconds; both ends included. */
export interface Range {
  readonly minMs: number;
  readonly maxMs: number;
}

/** Changes linearly to `target` users (closed model) or actions per second (open model) within its duration. */
export interface Stage {
  readonly durationMs: number;
  readonly target: number;
}

/** One of `count` equal parts of a run; `index` counts from 0. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

export type Model = "closed" | "open";

/** What a run does. */
export interface RunSettings {
  /** Origin of the frontend. */
  readonly target: string;
  readonly model: Model;
  /** Closed model: number of users, of whom `rate` start per second. */
  readonly users: number;
  /** Closed model: new users per second. Open model: actions per second. */
  readonly rate: number;
  /** Think time between two actions of a user. */
  readonly think: Range;
  readonly stages: readonly Stage[];
  /** Infinity: until stopped. */
  readonly durationMs: number;
  /** Actions in all; Infinity: no limit. */
  readonly iterations: number;
  readonly seed: number;
  readonly shard: Shard;
  readonly scenarios: readonly Scenario[];
  /** Open model: maximum actions under way; arrivals beyond that are dropped, and counted. */
  readonly inFlightMax: number;
  readonly timeoutMs: number;
}
