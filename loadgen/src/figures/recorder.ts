import { Latencies } from "./latencies.ts";
import { type Moment, Timeline } from "./timeline.ts";
import { TraceSample } from "./trace-sample.ts";

/** The result of one request. */
export interface RequestRecord {
  readonly route: string;
  /** HTTP status; 0 when there was no response. */
  readonly status: number;
  readonly failed: boolean;
  /** Why there was no response, such as ECONNREFUSED. */
  readonly reason?: string;
  readonly durationMs: number;
  readonly traceId: string;
}

/** One of the slowest requests. */
export interface SlowRequest extends RequestRecord {
  /** Milliseconds since the epoch, at its end. */
  readonly at: number;
}

/** Requests, errors and latencies of a route, of an action, or of the whole run. */
export class Tally {
  requests = 0;
  errors = 0;
  readonly latencies = new Latencies();

  add(durationMs: number, failed: boolean): void {
    this.requests += 1;
    if (failed) this.errors += 1;
    this.latencies.record(durationMs);
  }
}

const SLOWEST_KEPT = 10;

/** Counts everything during a run. Its memory does not grow with the length of the run. */
export class Recorder {
  readonly startedAt = Date.now();
  readonly #startedMs = performance.now();
  readonly all = new Tally();
  readonly routes = new Map<string, Tally>();
  readonly actions = new Map<string, Tally>();
  /** Requests by status, or by reason where there was no response. */
  readonly statuses = new Map<string, number>();
  readonly slowest: SlowRequest[] = [];
  /** Successful actions whose traces --verify-traces may look up. */
  readonly traced = new TraceSample();
  readonly #timeline = new Timeline();
  /** The second that ended last. */
  lastMoment: Moment | undefined;
  /** Users at work; in the open model, actions under way. */
  users = 0;
  /** Arrivals dropped because --max-in-flight actions were under way. */
  dropped = 0;
  #momentMs = performance.now();
  #endedMs: number | undefined;

  get elapsedMs(): number {
    return (this.#endedMs ?? performance.now()) - this.#startedMs;
  }

  recordRequest(record: RequestRecord): void {
    const { route, status, failed, reason, durationMs } = record;
    this.all.add(durationMs, failed);
    this.#timeline.addRequest(durationMs, failed);
    tallyOf(this.routes, route).add(durationMs, failed);
    const outcome = status === 0 ? (reason ?? "no answer") : String(status);
    this.statuses.set(outcome, (this.statuses.get(outcome) ?? 0) + 1);
    const least = this.slowest.at(-1)?.durationMs ?? 0;
    if (this.slowest.length < SLOWEST_KEPT || durationMs > least) this.#keepIfSlow({ ...record, at: Date.now() });
  }

  recordAction(name: string, durationMs: number, failed: boolean): void {
    tallyOf(this.actions, name).add(durationMs, failed);
  }

  /** The timeline: seconds, or longer stretches in a long run. */
  get moments(): readonly Moment[] {
    return this.#timeline.moments;
  }

  /** Ends the current second of the timeline. */
  closeSecond(): void {
    const now = performance.now();
    const seconds = Math.max(0.001, (now - this.#momentMs) / 1000);
    this.lastMoment = this.#timeline.closeSecond(this.elapsedMs / 1000, seconds, this.users);
    this.#momentMs = now;
  }

  /** Ends the measured time; later calls change nothing. */
  stopClock(): void {
    this.#endedMs ??= performance.now();
  }

  #keepIfSlow(record: SlowRequest): void {
    const place = this.slowest.findIndex(({ durationMs }) => durationMs < record.durationMs);
    this.slowest.splice(place < 0 ? this.slowest.length : place, 0, record);
    if (this.slowest.length > SLOWEST_KEPT) this.slowest.pop();
  }
}

function tallyOf(tallies: Map<string, Tally>, name: string): Tally {
  let tally = tallies.get(name);
  if (!tally) tallies.set(name, (tally = new Tally()));
  return tally;
}
