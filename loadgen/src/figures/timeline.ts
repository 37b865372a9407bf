import { Latencies } from "./latencies.ts";

/** A stretch of the run: what the charts show. Nothing that happened in one of its seconds is averaged away. */
export interface Moment {
  /** Seconds since the start, at its end. */
  readonly second: number;
  readonly requestsPerSecond: number;
  /** In its emptiest and in its fullest second. */
  readonly fewestPerSecond: number;
  readonly mostPerSecond: number;
  /** In its worst second. */
  readonly errorsPerSecond: number;
  /** Of all its requests, in milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** The most at work at once. */
  readonly users: number;
}

/** More points than that nobody can tell apart on a chart. */
export const MOMENTS_MAX = 600;
/** For as many stretches, two digits are fine enough and save nine tenths of the memory. */
const DIGITS = 2;
/** What is left over at the end of a run makes no rate. */
const SECONDS_MIN = 0.5;

interface Stretch {
  /** Calls of tick() in it. */
  ticks: number;
  seconds: number;
  requests: number;
  moment: Moment;
  readonly latencies: Latencies;
}

/**
 * The run by the second; once that makes more than MOMENTS_MAX stretches, pairs of them become one, twice as long, and so do
 * all that follow. So an hour, or a week, is as many points, and takes as much memory, as ten minutes.
 */
export class Timeline {
  readonly #stretches: Stretch[] = [];
  readonly #latencies = new Latencies();
  #requests = 0;
  #errors = 0;
  #ticksEach = 1;

  add(durationMs: number, failed: boolean): void {
    this.#requests += 1;
    if (failed) this.#errors += 1;
    this.#latencies.record(durationMs);
  }

  get moments(): readonly Moment[] {
    return this.#stretches.map(({ moment }) => moment);
  }

  /** Closes a second, which took this long, and tells of it alone. */
  tick(second: number, seconds: number, users: number): Moment {
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
    this.#append({ ticks: 1, seconds, requests, moment, latencies: own });
    this.#requests = 0;
    this.#errors = 0;
    latencies.reset();
    return moment;
  }

  #append(next: Stretch): void {
    const last = this.#stretches.at(-1);
    if (last && (last.ticks < this.#ticksEach || next.seconds < SECONDS_MIN)) join(last, next);
    else this.#stretches.push(next);
    if (this.#stretches.length <= MOMENTS_MAX) return;
    const all = this.#stretches.splice(0);
    for (let i = 0; i < all.length; i += 2) {
      const [first, second] = all.slice(i, i + 2);
      if (first && second) join(first, second);
      if (first) this.#stretches.push(first);
    }
    this.#ticksEach *= 2;
  }
}

/** Makes the second a part of the first. */
function join(first: Stretch, second: Stretch): void {
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
