import type { Instance } from "./instance.ts";
import type { Scale } from "./model.ts";

/** Requests that wait for an instance, of one revision. */
const WAITING_MAX = 1000;
/** For a start that no deployment waits for. */
const START_LIMIT_MS = 30_000;
const REPLACE_AFTER_MS = 1000;

/** A request's hold on an instance, which is not ended before the release. */
export interface Lease {
  readonly instance: Instance;
  /** How long the request was held; 0 when an instance was free. */
  readonly heldMs: number;
  /** Whether there was no ready instance when it came. */
  readonly isCold: boolean;
  readonly release: () => void;
}

/** Why a request can't be served: there is no instance, and none can be started. */
export class NoInstanceError extends Error {
  override name = "NoInstanceError";
}

/** What the pools of all revisions share: how many instances there may be. */
export interface Slots {
  /** Takes one, if need be from an idle instance of another revision; false when there is none. */
  take(): boolean;
  free(): void;
}

/** Whom a pool tells. */
export interface PoolEvents {
  /** After instances have been added or removed. */
  readonly changed: () => void;
  /** When an instance is ready, or is given up. */
  readonly started: (outcome: "ready" | "failed", ms: number) => void;
}

interface Waiting {
  readonly since: number;
  readonly isCold: boolean;
  readonly serve: (instance: Instance) => void;
  readonly refuse: (error: Error) => void;
}

/** The instances of one revision: started when requests come, ended when they have been idle long enough. */
export class Pool {
  readonly #start: () => Promise<Instance>;
  readonly #slots: Slots;
  readonly #on: PoolEvents;
  #scale: Scale;
  #min = 0;
  #instances: Instance[] = [];
  /** Instances that are being created; they have no process yet. */
  #creating = 0;
  readonly #waiting = new Set<Waiting>();
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;
  /** When it is due, in milliseconds since the epoch. */
  #timerAt = Infinity;
  #onDrained: (() => void) | undefined;

  constructor(start: () => Promise<Instance>, scale: Scale, slots: Slots, on: PoolEvents) {
    this.#start = start;
    this.#scale = scale;
    this.#slots = slots;
    this.#on = on;
  }

  /** Those that run, without those that are being ended. */
  get instances(): readonly Instance[] {
    return this.#instances;
  }

  /** Requests that wait for an instance. */
  get held(): number {
    return this.#waiting.size;
  }

  get isStarting(): boolean {
    return this.#creating > 0 || this.#instances.some(({ isReady }) => !isReady);
  }

  /** Changes the rules; `isReached` says whether the revision gets traffic, without which it keeps no instance. */
  follow(scale: Scale, isReached: boolean): void {
    this.#scale = scale;
    this.#min = isReached ? scale.min : 0;
    this.#keepMinimum();
    this.#schedule();
  }

  #keepMinimum(): void {
    while (!this.#isClosed && this.#count < this.#min && this.#slots.take())
      void this.#add(START_LIMIT_MS).catch(() => {});
  }

  /** Starts the first instance; rejects with its last lines when it does not become ready. */
  async begin(limitMs: number): Promise<void> {
    if (!this.#slots.take()) throw new NoInstanceError(NO_SLOT);
    await this.#add(limitMs);
  }

  /** An instance for one request, when there is one: rejects when none can be started, or the signal aborts. */
  acquire(signal: AbortSignal): Promise<Lease> {
    const free = this.#free();
    if (free) {
      const lease = this.#lease(free, 0, false);
      this.#grow();
      return Promise.resolve(lease);
    }
    if (this.#isClosed) return Promise.reject(new NoInstanceError("it is being deleted"));
    if (this.#waiting.size >= WAITING_MAX)
      return Promise.reject(new NoInstanceError(`${WAITING_MAX} requests wait for it already`));
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(waiting);
        this.#noticeDrained();
        reject(new NoInstanceError("its caller has left"));
      };
      const waiting: Waiting = {
        since: performance.now(),
        isCold: !this.#instances.some(({ isReady }) => isReady),
        serve: (instance) => {
          signal.removeEventListener("abort", leave);
          resolve(this.#lease(instance, performance.now() - waiting.since, waiting.isCold));
        },
        refuse: (error) => {
          signal.removeEventListener("abort", leave);
          reject(error);
        },
      };
      this.#waiting.add(waiting);
      signal.addEventListener("abort", leave, { once: true });
      this.#grow();
    });
  }

  /** Ends an idle instance at once, for another revision; false when all are busy. */
  giveUpOne(): boolean {
    const idle = this.#instances.find(({ isReady, inFlight }) => isReady && inFlight === 0);
    if (idle) this.#retire(idle);
    return idle !== undefined;
  }

  /** Takes no new requests, and ends all instances once those that it has are answered, after `limitMs` at the latest. */
  async close(limitMs: number): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const drained = new Promise<void>((resolve) => (this.#onDrained = resolve));
    const timer = setTimeout(() => this.#onDrained?.(), limitMs);
    this.#noticeDrained();
    await drained;
    clearTimeout(timer);
    this.#refuseAll(new NoInstanceError("it is being ended"));
    await Promise.all(this.#instances.map((instance) => instance.end()));
  }

  get #count(): number {
    return this.#instances.length + this.#creating;
  }

  /** The first that has room within its target, so that surplus ones become idle; else the one with the fewest requests. */
  #free(): Instance | undefined {
    const { target, concurrency } = this.#scale;
    const most = concurrency === 0 ? Infinity : concurrency;
    const open = this.#instances.filter(({ isReady, inFlight }) => isReady && inFlight < most);
    return open.find(({ inFlight }) => inFlight < target) ?? open.toSorted((a, b) => a.inFlight - b.inFlight)[0];
  }

  #lease(instance: Instance, heldMs: number, isCold: boolean): Lease {
    instance.inFlight += 1;
    let isReleased = false;
    return {
      instance,
      heldMs,
      isCold,
      release: () => {
        if (isReleased) return;
        isReleased = true;
        instance.inFlight -= 1;
        instance.idleSince = Date.now();
        this.#serveWaiting();
        this.#noticeDrained();
        this.#schedule();
      },
    };
  }

  /** As many instances as the requests need that are here. */
  #grow(): void {
    const { target, concurrency, max } = this.#scale;
    const each = concurrency === 0 ? target : Math.min(target, concurrency);
    const demand = this.#instances.reduce((sum, { inFlight }) => sum + inFlight, this.#waiting.size);
    const wanted = Math.min(max, Math.ceil(demand / each));
    while (this.#count < wanted && this.#slots.take()) void this.#add(START_LIMIT_MS).catch(() => {});
    if (this.#count === 0) this.#refuseAll(new NoInstanceError(NO_SLOT));
  }

  async #add(limitMs: number): Promise<void> {
    this.#creating += 1;
    let instance: Instance | undefined;
    const startedAt = performance.now();
    const tell = (outcome: "ready" | "failed") => this.#on.started(outcome, performance.now() - startedAt);
    try {
      instance = await this.#start().finally(() => (this.#creating -= 1));
      this.#instances.push(instance);
      void instance.ended.then(() => this.#remove(instance));
      this.#on.changed();
      await instance.untilReady(limitMs);
      tell("ready");
      this.#serveWaiting();
      this.#schedule();
    } catch (error) {
      if (instance) this.#remove(instance);
      else this.#slots.free();
      tell("failed");
      const why = error instanceof Error ? error.message : String(error);
      if (this.#count === 0) this.#refuseAll(new NoInstanceError(why, { cause: error }));
      throw error;
    } finally {
      this.#on.changed();
    }
  }

  /** Forgets an instance that has ended, or ends one for good. */
  #remove(instance: Instance | undefined): void {
    if (!instance || !this.#instances.includes(instance)) return;
    this.#instances = this.#instances.filter((one) => one !== instance);
    this.#slots.free();
    this.#on.changed();
    // One that ended by itself is replaced, but not at once: it may do so again.
    if (!instance.isRetired && this.#count < this.#min) setTimeout(() => this.#keepMinimum(), REPLACE_AFTER_MS);
  }

  #retire(instance: Instance): void {
    void instance.end();
    this.#remove(instance);
  }

  #serveWaiting(): void {
    for (const waiting of this.#waiting) {
      const instance = this.#free();
      if (!instance) return;
      this.#waiting.delete(waiting);
      waiting.serve(instance);
    }
  }

  #refuseAll(error: Error): void {
    for (const { refuse } of this.#waiting) refuse(error);
    this.#waiting.clear();
    this.#noticeDrained();
  }

  #noticeDrained(): void {
    if (this.#waiting.size === 0 && this.#instances.every(({ inFlight }) => inFlight === 0)) this.#onDrained?.();
  }

  /** Has idle instances ended in time. */
  #schedule(): void {
    if (this.#isClosed) return;
    const next = Math.min(...this.#idle().map((instance) => this.#endsAt(instance)));
    // A timer that is due earlier looks again then.
    if (next >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = next;
    this.#timer = setTimeout(() => this.#endIdle(), Math.max(1, next - Date.now()));
  }

  #endIdle(): void {
    this.#timerAt = Infinity;
    for (const instance of this.#idle()) {
      if (this.#instances.length > this.#min && this.#endsAt(instance) <= Date.now()) this.#retire(instance);
    }
    this.#schedule();
  }

  #idle(): readonly Instance[] {
    if (this.#instances.length <= this.#min) return [];
    return this.#instances.filter(({ isReady, inFlight }) => isReady && inFlight === 0);
  }

  #endsAt({ idleSince }: Instance): number {
    const { idleMs, graceMs } = this.#scale;
    return idleSince + idleMs + (this.#instances.length === 1 ? graceMs : 0);
  }
}

const NO_SLOT = "no further instance may run: the router has as many as it may have, and all are busy";
