/** A key of the embedded store. */
export interface Row {
  readonly value: string;
  /** Who claimed it; "" when it is settled. */
  readonly owner: string;
  /** When the lease ends, as all times in milliseconds since the epoch. */
  readonly leaseUntil: number;
  readonly expiresAt: number;
  /** Its time in the list; null when it is not listed. */
  readonly dueAt: number | null;
}

/** The keys of the embedded store. All methods are synchronous, so that `atomically` can be. */
export interface Rows extends Disposable {
  get(key: string): Row | undefined;
  set(key: string, row: Row): void;
  delete(key: string): void;
  due(fromMs: number, toMs: number, max: number): readonly (readonly [key: string, row: Row])[];
  atomically<T>(work: () => T): T;
}
