import type { Moment } from "../recorder.ts";

/** What the live page is told, once a second. */
export interface LiveState {
  readonly running: boolean;
  readonly sentence: string;
  readonly moments: readonly Moment[];
  /** Figures and tables, as in the report. */
  readonly html: string;
}
