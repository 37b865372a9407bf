import type { Row, Rows } from "./rows.ts";
import {
  type Claimed,
  type FirstClaim,
  type Kept,
  type Listed,
  type Range,
  type Saving,
  StateError,
  type StateStore,
} from "./store.ts";

/** Owner of a key that was given up: nobody's name. */
const NOBODY = "-";

/** The store inside the process: what it keeps are rows, in memory or in a SQLite file. */
export class EmbeddedStore implements StateStore {
  readonly #rows: Rows;
  readonly #owner: string;

  constructor(rows: Rows, owner: string) {
    this.#rows = rows;
    this.#owner = owner;
  }

  claim(key: string, first: FirstClaim): Promise<Claimed> {
    return this.#change("claim a key", (now): Claimed => {
      const known = this.#get(key, now);
      const lease = { owner: this.#owner, leaseUntil: now + first.leaseMs };
      if (!known) {
        this.#rows.set(key, { value: first.value, ...lease, expiresAt: now + first.ttlMs, dueAt: null });
        return { outcome: "new", value: first.value };
      }
      const { value, owner, leaseUntil, dueAt } = known;
      if (owner === "") return { outcome: "settled", value };
      if (owner !== this.#owner && leaseUntil > now) return { outcome: "busy", value };
      this.#rows.set(key, { ...known, ...lease, dueAt: dueAt === null ? null : lease.leaseUntil });
      return { outcome: "taken", value };
    });
  }

  save(key: string, { value, ttlMs, leaseMs, isSettled, dueInMs }: Saving): Promise<boolean> {
    return this.#change("save a key", (now) => {
      if (!this.#isOurs(key, now)) return false;
      this.#rows.set(key, {
        value,
        owner: isSettled ? "" : leaseMs === 0 ? NOBODY : this.#owner,
        leaseUntil: now + leaseMs,
        expiresAt: now + ttlMs,
        dueAt: dueInMs === undefined ? null : now + dueInMs,
      });
      return true;
    });
  }

  renew(key: string, leaseMs: number): Promise<boolean> {
    return this.#change("renew a lease", (now) => {
      const known = this.#get(key, now);
      if (known?.owner !== this.#owner) return false;
      const leaseUntil = now + leaseMs;
      this.#rows.set(key, { ...known, leaseUntil, dueAt: known.dueAt === null ? null : leaseUntil });
      return true;
    });
  }

  forget(key: string): Promise<void> {
    return this.#change("forget a key", (now) => {
      if (this.#isOurs(key, now)) this.#rows.delete(key);
    });
  }

  keep(key: string, { value, ttlMs, isListed }: Kept): Promise<string | undefined> {
    return this.#change("keep a key", (now) => {
      const known = this.#get(key, now);
      if (known) return known.value;
      const dueAt = isListed ? now : null;
      this.#rows.set(key, { value, owner: "", leaseUntil: 0, expiresAt: now + ttlMs, dueAt });
      return undefined;
    });
  }

  replace(key: string, before: string, after: string): Promise<boolean> {
    return this.#change("replace a value", (now) => {
      const known = this.#get(key, now);
      if (known?.value !== before) return false;
      this.#rows.set(key, { ...known, value: after });
      return true;
    });
  }

  get(key: string): Promise<string | undefined> {
    return this.#run("read a key", () => this.#get(key, Date.now())?.value);
  }

  list({ fromMs, toMs, max }: Range): Promise<readonly Listed[]> {
    return this.#run("list keys", () =>
      this.#rows.due(fromMs, toMs, max).flatMap(([key, { dueAt }]) => {
        const row = this.#get(key, Date.now());
        return row ? [{ key, value: row.value, atMs: dueAt ?? 0 }] : [];
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#rows[Symbol.dispose]();
  }

  #get(key: string, now: number): Row | undefined {
    const row = this.#rows.get(key);
    if (row && row.expiresAt > now) return row;
    if (row) this.#rows.delete(key);
    return undefined;
  }

  /** Whether this replica may change the key: it claimed it, or the store has lost it. */
  #isOurs(key: string, now: number): boolean {
    const owner = this.#get(key, now)?.owner;
    return owner === undefined || owner === this.#owner;
  }

  #change<T>(what: string, work: (now: number) => T): Promise<T> {
    return this.#run(what, () => this.#rows.atomically(() => work(Date.now())));
  }

  async #run<T>(what: string, work: () => T): Promise<T> {
    try {
      return work();
    } catch (error) {
      throw new StateError(what, error);
    }
  }
}
