import type { Span } from "@opentelemetry/api";
import { now } from "@hipstershop/telemetry";
import type { Scope } from "./call.ts";

/** How long what has just vanished is waited for: a killed container is ready again in two to four seconds. */
const WAIT_FOR_READY_MS = 4000;
/** How long the first attempt to reach it may take, however little patience there is. */
const FIRST_ATTEMPT_MS = 1000;
/** What is left of a deadline when a wait ends, so that the caller still hears why: this, or a tenth of it. */
const ANSWER_MS = 100;

/**
 * Whether something that others need (a service, a store) can be reached, and for how long it is worth waiting. What was
 * there a moment ago comes back soon: it is waited for. What has been away for longer, or was never there, is away: nobody
 * waits for it, however often it is asked for. While the outcome of a first attempt is open, everybody waits for that.
 */
export class Reachability {
  readonly #waitForReadyMs: number;
  readonly #waiting = new Set<(here: boolean) => void>();
  #here = false;
  #lostAt: number | undefined;
  /** Until when waiting is worth it; undefined until somebody waits for the first time. */
  #until: number | undefined;

  /** @param waitForReadyMs how long after it was lost it is waited for; 0: not at all. */
  constructor(waitForReadyMs = WAIT_FOR_READY_MS) {
    this.#waitForReadyMs = waitForReadyMs;
  }

  get isReachable(): boolean {
    return this.#here;
  }

  /** Whether somebody who came now would wait. */
  get isWorthWaitingFor(): boolean {
    return !this.#here && (this.#until === undefined || Date.now() < this.#until);
  }

  /** It has been reached. */
  reached(): void {
    this.#here = true;
    this.#settle(true);
  }

  /** It was lost, or an attempt to reach it failed. */
  unreachable(): void {
    if (this.#here) {
      this.#here = false;
      this.#lostAt = Date.now();
      this.#until = this.#lostAt + Math.max(this.#waitForReadyMs, FIRST_ATTEMPT_MS);
      return;
    }
    this.#until = this.#lostAt === undefined ? 0 : this.#lostAt + this.#waitForReadyMs;
    if (!this.isWorthWaitingFor) this.#settle(false);
  }

  /** Nobody shall wait any more. */
  close(): void {
    this.#here = false;
    this.#until = 0;
    this.#settle(false);
  }

  /** Whether it is there in the end: false when it isn't worth waiting any longer, or the scope ends. */
  async wait({ deadline = Number.POSITIVE_INFINITY, signal }: Pick<Scope, "deadline" | "signal">): Promise<boolean> {
    if (this.#here) return true;
    const now = Date.now();
    this.#until ??= now + Math.max(this.#waitForReadyMs, FIRST_ATTEMPT_MS);
    const leftMs = deadline - now;
    const waitMs = Math.min(this.#until - now, leftMs - Math.min(ANSWER_MS, leftMs / 10));
    if (waitMs <= 0 || signal?.aborted) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const leave = () => resolve(false);
    const timer = setTimeout(leave, waitMs);
    signal?.addEventListener("abort", leave, { once: true });
    this.#waiting.add(resolve);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", leave);
      this.#waiting.delete(resolve);
    }
  }

  /** The same as `wait`, with an event on `span` when the wait begins and one when it ends. */
  async waitInSpan(span: Span, scope: Pick<Scope, "deadline" | "signal">): Promise<boolean> {
    span.addEvent("waiting for a connection", now());
    const isReachable = await this.wait(scope);
    span.addEvent(isReachable ? "connected" : "not connected", now());
    return isReachable;
  }

  #settle(here: boolean): void {
    for (const resolve of this.#waiting) resolve(here);
  }
}
