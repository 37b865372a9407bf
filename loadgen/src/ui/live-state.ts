import type { Moment } from "../figures/timeline.ts";

/** What the server sends to the live page once a second. */
export interface LiveState {
  readonly running: boolean;
  readonly sentence: string;
  readonly moments: readonly Moment[];
  /** Figures and tables as HTML, as in the report. */
  readonly tiles: string;
  readonly tables: string;
}
