/** How long the parts of a run take. */
export interface Pace {
  /** The length of one of the analysis' minutes, in milliseconds. */
  readonly minuteMs: number;
  /** How long new instances get requests before the analysis begins, in milliseconds. */
  readonly warmUpMs: number;
  /** How many times as many requests a second as in real time. */
  readonly speed: number;
}

/** As in the original's post: a minute lasts a minute. Its pods take some 30 s until they are stable. */
export const REAL_TIME: Pace = { minuteMs: 60_000, warmUpMs: 30_000, speed: 1 };

/** Three times as fast, with three times the requests: each judgement sees as many requests as in real time. */
export const FAST: Pace = { minuteMs: 20_000, warmUpMs: 10_000, speed: 3 };

/** The analysis of the original's post: three judgements, one a minute. */
export const LIFETIME_MIN = 3;
export const INTERVAL_MIN = 1;
