import { setTimeout as delay } from "node:timers/promises";
import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleAll } from "cockatiel";

/** So many calls in a row without an answer in time open the breaker. */
const TIMEOUTS_MAX = 3;
/** Interval of health checks while the breaker is open. */
const CHECK_EVERY_MS = 500;
/** An attempt is given this many times what the target usually takes. */
const TIMES_USUAL = 10;
/** An attempt that ends this much later than it should was held up by its caller, whose event loop stood still. */
const HELD_UP = 1.25;
/** Weight of the newest duration in the moving average. */
const NEWEST = 0.1;

export interface BreakerParts {
  /** Asks the target whether it is there, by the standard health service; rejects when it does not answer. */
  readonly checkHealth: () => Promise<void>;
  /** Called when the breaker opens and when it closes. */
  readonly onChange: (isOpen: boolean) => void;
}

/** An attempt that has ended, in milliseconds. */
export interface EndedAttempt {
  /** How much time it had. */
  readonly limitMs: number;
  readonly tookMs: number;
}

/**
 * The circuit breaker of one target. It opens when calls in a row got no answer in time, while no other call got one: of
 * several replicas behind the target the healthy ones are not kept from answering. Calls then fail at once. While
 * it is open, health checks in the background find out when the target answers again, so that no caller has to try. A
 * target that answers the checks but was too slow for calls gets more time: it is slow, not frozen.
 * https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker
 */
export class Breaker implements Disposable {
  readonly #parts: BreakerParts;
  readonly #policy = circuitBreaker(handleAll, {
    breaker: new ConsecutiveBreaker(TIMEOUTS_MAX),
    halfOpenAfter: CHECK_EVERY_MS,
  });
  /** Moving average of the durations of answered attempts, in milliseconds. */
  #usualMs = 0;
  #missed = 0;
  /** How much time the last of them had. */
  #missedMs = 0;
  /** Whether an attempt was answered yet. */
  #isKnown = false;
  /** When an attempt was answered last, by performance.now(). */
  #answeredAt = Number.NEGATIVE_INFINITY;
  readonly #disposed = new AbortController();

  constructor(parts: BreakerParts) {
    this.#parts = parts;
    this.#policy.onBreak((reason) => {
      if (!("isolated" in reason)) void this.#holdOpen();
    });
  }

  get isOpen(): boolean {
    return this.#policy.state !== CircuitState.Closed;
  }

  /**
   * How long one attempt may take now: as long as its caller says, or ten times what the target usually takes if that is
   * more. Before the first answer nothing is usual, and there is no limit but the deadline.
   */
  limitOf(attemptMs: number): number {
    return this.#isKnown ? Math.max(attemptMs, TIMES_USUAL * this.#usualMs) : Number.POSITIVE_INFINITY;
  }

  /** Counts an attempt that was answered, with success or with an error. */
  answered(durationMs: number): void {
    this.#isKnown = true;
    this.#answeredAt = performance.now();
    this.#usualMs += NEWEST * (durationMs - this.#usualMs);
    if (this.#missed === 0) return;
    this.#missed = 0;
    if (!this.isOpen) void this.#policy.execute(() => undefined);
  }

  /** Counts an attempt that had its time and was not answered. */
  timedOut({ limitMs, tookMs }: EndedAttempt): void {
    const isAnswering = this.#answeredAt > performance.now() - tookMs;
    if (this.isOpen || isAnswering || tookMs > HELD_UP * limitMs) return;
    this.#missedMs = limitMs;
    this.#missed += 1;
    void this.#policy.execute(() => Promise.reject(new Error("no answer in time"))).catch(() => {});
  }

  [Symbol.dispose](): void {
    this.#disposed.abort();
  }

  /** Isolated, so that only the checks close it: cockatiel's own trial calls depend on the wall clock. */
  async #holdOpen(): Promise<void> {
    const { signal } = this.#disposed;
    const isolation = this.#policy.isolate();
    this.#parts.onChange(true);
    do {
      await delay(CHECK_EVERY_MS, undefined, { ref: false, signal }).catch(() => {});
    } while (!signal.aborted && (await this.#isMissing()));
    isolation.dispose();
    await this.#policy.execute(() => undefined);
    this.#missed = 0;
    this.#usualMs = Math.max(this.#usualMs, (2 * this.#missedMs) / TIMES_USUAL);
    this.#parts.onChange(false);
  }

  #isMissing(): Promise<boolean> {
    return this.#parts.checkHealth().then(
      () => false,
      () => true,
    );
  }
}
