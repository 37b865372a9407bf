import { setTimeout as delay } from "node:timers/promises";
import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleAll } from "cockatiel";
import type { CallError } from "./errors.ts";

/** So many calls in a row without an answer in time open the breaker. */
const TIMEOUTS_MAX = 3;
/** Interval of health checks while the breaker is open. */
const CHECK_EVERY_MS = 500;
/** Shorter than the interval, so that every check is cockatiel's trial call. */
const HALF_OPEN_AFTER_MS = CHECK_EVERY_MS / 2;
/** An attempt is given this many times what the target usually takes. */
const TIMES_USUAL = 10;
/** Weight of the newest duration in the moving average. */
const NEWEST = 0.1;

export interface BreakerParts {
  /** Asks the target whether it is there, by the standard health service; rejects when it does not answer. */
  readonly checkHealth: () => Promise<void>;
  /** Called when the breaker opens and when it closes. */
  readonly onChange: (isOpen: boolean) => void;
}

/**
 * The circuit breaker of one target. It opens when calls in a row got no answer in time; calls then fail at once. While
 * it is open, health checks in the background find out when the target answers again, so that no caller has to try. A
 * target that answers the checks but was too slow for calls gets more time: it is slow, not frozen.
 * https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker
 */
export class Breaker implements Disposable {
  readonly #parts: BreakerParts;
  readonly #policy = circuitBreaker(handleAll, {
    breaker: new ConsecutiveBreaker(TIMEOUTS_MAX),
    halfOpenAfter: HALF_OPEN_AFTER_MS,
  });
  /** Moving average of the durations of answered attempts, in milliseconds. */
  #usualMs = 0;
  #missed = 0;
  /** How much time the last of them had. */
  #missedMs = 0;
  /** Whether an attempt was answered yet. */
  #isKnown = false;
  #isChecking = false;
  readonly #disposed = new AbortController();

  constructor(parts: BreakerParts) {
    this.#parts = parts;
    this.#policy.onBreak(() => {
      if (!this.#isChecking) void this.#checkUntilAnswered();
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
    this.#usualMs += NEWEST * (durationMs - this.#usualMs);
    if (this.#missed === 0) return;
    this.#missed = 0;
    if (!this.isOpen) void this.#policy.execute(() => undefined);
  }

  /** Counts an attempt that had its time, so many milliseconds, and was not answered. */
  timedOut(failure: CallError, limitMs: number): void {
    if (this.isOpen) return;
    this.#missedMs = limitMs;
    this.#missed += 1;
    void this.#policy.execute(() => Promise.reject(failure)).catch(() => {});
  }

  [Symbol.dispose](): void {
    this.#disposed.abort();
  }

  async #checkUntilAnswered(): Promise<void> {
    const { signal } = this.#disposed;
    this.#isChecking = true;
    this.#parts.onChange(true);
    while (this.isOpen && !signal.aborted) {
      await delay(CHECK_EVERY_MS, undefined, { ref: false, signal }).catch(() => {});
      if (!signal.aborted) await this.#policy.execute(() => this.#parts.checkHealth()).catch(() => {});
    }
    this.#isChecking = false;
    this.#missed = 0;
    this.#usualMs = Math.max(this.#usualMs, (2 * this.#missedMs) / TIMES_USUAL);
    this.#parts.onChange(false);
  }
}
