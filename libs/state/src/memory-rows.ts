import type { Row, Rows } from "./rows.ts";

const ROWS_MAX = 10_000;

/** Keys in memory: for one replica, until it ends. */
export class MemoryRows implements Rows {
  readonly #rows = new Map<string, Row>();
  /** The keys that are listed: few in a service that finishes its work. */
  readonly #listed = new Map<string, number>();
  readonly #max: number;

  constructor(max = ROWS_MAX) {
    this.#max = max;
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  set(key: string, row: Row): void {
    this.#rows.set(key, row);
    if (row.dueAt === null) this.#listed.delete(key);
    else this.#listed.set(key, row.dueAt);
    this.#makeRoom();
  }

  delete(key: string): void {
    this.#rows.delete(key);
    this.#listed.delete(key);
  }

  due(fromMs: number, toMs: number, max: number): readonly (readonly [string, Row])[] {
    const keys = [...this.#listed].filter(([, at]) => at >= fromMs && at <= toMs).toSorted((a, b) => a[1] - b[1]);
    return keys.slice(0, max).flatMap(([key]) => {
      const row = this.#rows.get(key);
      return row ? [[key, row] as const] : [];
    });
  }

  atomically<T>(work: () => T): T {
    return work();
  }

  [Symbol.dispose](): void {}

  /** Deletes the oldest settled keys: 10,000 are kept at most. */
  #makeRoom(): void {
    for (const [key, { owner, expiresAt }] of this.#rows) {
      if (this.#rows.size <= this.#max && expiresAt > Date.now()) return;
      if (owner === "" || expiresAt <= Date.now()) this.delete(key);
    }
  }
}
