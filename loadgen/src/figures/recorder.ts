import { Latencies } from "./latencies.ts";
import { type Moment, Timeline } from "./timeline.ts";
import { TraceSample } from "./trace-sample.ts";

/** One request as it went. */
export interface RequestRecord {
  readonly route: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly failed: boolean;
  /** Why there was no answer, such as ECONNREFUSED. */
  readonly reason?: string;
  readonly durationMs: number;
  readonly traceId: string;
}

export interface SlowRequest extends RequestRecord {
  /** Milliseconds since the epoch, at its end. */
  readonly at: number;
}

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

/** Everything that is counted while a run goes on. Memory stays bounded however long that is. */
export class Recorder {
  readonly startedAt = Date.now();
  readonly #startedMs = performance.now();
  readonly all = new Tally();
  readonly routes = new Map<string, Tally>();
  readonly actions = new Map<string, Tally>();
  /** By status, or by reason where there was no answer. */
  readonly statuses = new Map<string, number>();
  readonly slowest: SlowRequest[] = [];
  /** Actions whose traces can be looked up afterwards. */
  readonly traced = new TraceSample();
  readonly #timeline = new Timeline();
  /** The second that ended last. */
  lastMoment: Moment | undefined;
  /** Users at work; in the open model, actions under way. */
  users = 0;
  /** Arrivals for which there was no room. */
  dropped = 0;
  #momentMs = performance.now();
  #endedMs: number | undefined;

  get elapsedMs(): number {
    return (this.#endedMs ?? performance.now()) - this.#startedMs;
  }

  request(record: RequestRecord): void {
    const { route, status, failed, reason, durationMs } = record;
    this.all.add(durationMs, failed);
    this.#timeline.add(durationMs, failed);
    tallyOf(this.routes, route).add(durationMs, failed);
    const outcome = status === 0 ? (reason ?? "no answer") : String(status);
    this.statuses.set(outcome, (this.statuses.get(outcome) ?? 0) + 1);
    const least = this.slowest.at(-1)?.durationMs ?? 0;
    if (this.slowest.length < SLOWEST_KEPT || durationMs > least) this.#keepSlow({ ...record, at: Date.now() });
  }

  action(name: string, durationMs: number, failed: boolean): void {
    tallyOf(this.actions, name).add(durationMs, failed);
  }

  /** The run by the second, or by longer stretches when it is long. */
  get moments(): readonly Moment[] {
    return this.#timeline.moments;
  }

  /** Closes the current second. */
  tick(): void {
    const now = performance.now();
    const seconds = Math.max(0.001, (now - this.#momentMs) / 1000);
    this.lastMoment = this.#timeline.tick(this.elapsedMs / 1000, seconds, this.users);
    this.#momentMs = now;
  }

  /** The clock stops. */
  end(): void {
    this.#endedMs ??= performance.now();
  }

  #keepSlow(record: SlowRequest): void {
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
