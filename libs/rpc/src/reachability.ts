import type { Span } from "@opentelemetry/api";
import { now } from "@hipstershop/telemetry";
import type { Scope } from "./call.ts";

/** How long a lost target is waited for: a killed container is ready again after two to four seconds. */
const WAIT_FOR_READY_MS = 4000;
/** Minimum time that the first attempt to connect gets, and the first one after a loss. */
const FIRST_ATTEMPT_MS = 1000;
const RECONNECT_MS = 250;
/**
 * A wait ends this long before the deadline (or a tenth of the time left, if that is less), so that the caller gets the
 * reason.
 */
const ANSWER_MS = 100;

/**
 * Whether a target (a service, a store) can be reached, and how long callers wait for it. After a connection is lost,
 * callers wait until `waitForReadyMs` have passed: most targets are back by then. Later, or when no connection ever
 * succeeded, calls fail at once. Before the first attempt to connect has ended, callers wait for it.
 */
export class Reachability {
  readonly #waitForReadyMs: number;
  readonly #waits = new Set<(isReachable: boolean) => void>();
  #isReachable = false;
  #lostAt: number | undefined;
  /** When callers stop waiting, in milliseconds since the epoch; undefined before the first wait. */
  #waitUntil: number | undefined;

  /** @param waitForReadyMs how long callers wait after a connection was lost; 0: not at all. */
  constructor(waitForReadyMs = WAIT_FOR_READY_MS) {
    this.#waitForReadyMs = waitForReadyMs;
  }

  get isReachable(): boolean {
    return this.#isReachable;
  }

  /** Whether a caller would wait now. */
  get isWorthWaitingFor(): boolean {
    return !this.#isReachable && (this.#waitUntil === undefined || Date.now() < this.#waitUntil);
  }

  /** To be called when a connection is ready. */
  reached(): void {
    this.#isReachable = true;
    this.#endWaits(true);
  }

  /** To be called when a connection was lost or an attempt to connect failed. */
  unreachable(): void {
    if (this.#isReachable) {
      this.#isReachable = false;
      this.#lostAt = Date.now();
      this.#waitUntil = this.#lostAt + Math.max(this.#waitForReadyMs, RECONNECT_MS);
      return;
    }
    this.#waitUntil = this.#lostAt === undefined ? 0 : this.#lostAt + this.#waitForReadyMs;
    if (!this.isWorthWaitingFor) this.#endWaits(false);
  }

  /** Ends all waits; from now on nothing is reachable. */
  close(): void {
    this.#isReachable = false;
    this.#waitUntil = 0;
    this.#endWaits(false);
  }

  /**
   * Resolves with true when the target can be reached; with false when waiting is given up, the deadline is near or the
   * signal aborts.
   */
  async wait({ deadline = Number.POSITIVE_INFINITY, signal }: Pick<Scope, "deadline" | "signal">): Promise<boolean> {
    if (this.#isReachable) return true;
    const now = Date.now();
    this.#waitUntil ??= now + Math.max(this.#waitForReadyMs, FIRST_ATTEMPT_MS);
    const leftMs = deadline - now;
    const waitMs = Math.min(this.#waitUntil - now, leftMs - Math.min(ANSWER_MS, leftMs / 10));
    if (waitMs <= 0 || signal?.aborted) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const giveUp = () => resolve(false);
    const timer = setTimeout(giveUp, waitMs);
    signal?.addEventListener("abort", giveUp, { once: true });
    this.#waits.add(resolve);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
      this.#waits.delete(resolve);
    }
  }

  /** The same as `wait`, with an event on `span` when the wait begins and one when it ends. */
  async waitInSpan(span: Span, scope: Pick<Scope, "deadline" | "signal">): Promise<boolean> {
    span.addEvent("waiting for a connection", now());
    const isReachable = await this.wait(scope);
    span.addEvent(isReachable ? "connected" : "not connected", now());
    return isReachable;
  }

  #endWaits(isReachable: boolean): void {
    for (const resolve of this.#waits) resolve(isReachable);
  }
}
