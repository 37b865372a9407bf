import { Latencies } from "./latencies.ts";

/** A stretch of the run, a point of the charts. Besides averages it has the extremes of its single seconds. */
export interface Moment {
  /** Seconds since the start, at its end. */
  readonly second: number;
  readonly requestsPerSecond: number;
  /** In the seconds with the fewest and with the most requests. */
  readonly fewestPerSecond: number;
  readonly mostPerSecond: number;
  /** In the second with the most errors. */
  readonly errorsPerSecond: number;
  /** Of all its requests, in milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** Maximum of users at work at the same time. */
  readonly users: number;
}

/** Maximum points of a chart; more could not be told apart. */
export const MOMENTS_MAX = 600;
/** Precision of a stretch's histogram: two significant digits take a tenth of the memory of three. */
const DIGITS = 2;
/** A remainder shorter than this at the end of a run gives no rate of its own. */
const SECONDS_MIN = 0.5;

interface Stretch {
  /** Calls of closeSecond() in it. */
  ticks: number;
  seconds: number;
  requests: number;
  moment: Moment;
  readonly latencies: Latencies;
}

/**
 * The run in stretches of one second. When there are more than MOMENTS_MAX, each two neighbours are joined, and later stretches
 * are as long as the joined ones. So a week has as many points, and takes as much memory, as ten minutes.
 */
export class Timeline {
  readonly #stretches: Stretch[] = [];
  readonly #latencies = new Latencies();
  #requests = 0;
  #errors = 0;
  #ticksEach = 1;

  addRequest(durationMs: number, failed: boolean): void {
    this.#requests += 1;
    if (failed) this.#errors += 1;
    this.#latencies.record(durationMs);
  }

  get moments(): readonly Moment[] {
    return this.#stretches.map(({ moment }) => moment);
  }

  /** Ends the current second, which took `seconds`, and returns the moment of this second alone. */
  closeSecond(second: number, seconds: number, users: number): Moment {
    const [requests, rate, latencies] = [this.#requests, this.#requests / seconds, this.#latencies];
    const moment = {
      second,
      requestsPerSecond: rate,
      fewestPerSecond: rate,
      mostPerSecond: rate,
      errorsPerSecond: this.#errors / seconds,
      ...timesOf(latencies),
      users,
    };
    const own = new Latencies(DIGITS);
    own.add(latencies);
    this.#appendStretch({ ticks: 1, seconds, requests, moment, latencies: own });
    this.#requests = 0;
    this.#errors = 0;
    latencies.reset();
    return moment;
  }

  #appendStretch(next: Stretch): void {
    const last = this.#stretches.at(-1);
    if (last && (last.ticks < this.#ticksEach || next.seconds < SECONDS_MIN)) joinStretches(last, next);
    else this.#stretches.push(next);
    if (this.#stretches.length <= MOMENTS_MAX) return;
    const all = this.#stretches.splice(0);
    for (let i = 0; i < all.length; i += 2) {
      const [first, second] = all.slice(i, i + 2);
      if (first && second) joinStretches(first, second);
      if (first) this.#stretches.push(first);
    }
    this.#ticksEach *= 2;
  }
}

/** Merges the second stretch into the first. */
function joinStretches(first: Stretch, second: Stretch): void {
  const [a, b] = [first.moment, second.moment];
  first.ticks += second.ticks;
  first.seconds += second.seconds;
  first.requests += second.requests;
  first.latencies.add(second.latencies);
  const isRate = second.seconds >= SECONDS_MIN;
  first.moment = {
    second: b.second,
    requestsPerSecond: first.requests / first.seconds,
    fewestPerSecond: isRate ? Math.min(a.fewestPerSecond, b.fewestPerSecond) : a.fewestPerSecond,
    mostPerSecond: isRate ? Math.max(a.mostPerSecond, b.mostPerSecond) : a.mostPerSecond,
    errorsPerSecond: isRate ? Math.max(a.errorsPerSecond, b.errorsPerSecond) : a.errorsPerSecond,
    ...timesOf(first.latencies),
    users: Math.max(a.users, b.users),
  };
}

function timesOf(latencies: Latencies): Pick<Moment, "p50" | "p95" | "p99" | "max"> {
  const at = (percent: number) => latencies.percentileMs(percent);
  return { p50: at(50), p95: at(95), p99: at(99), max: latencies.maxMs };
}
