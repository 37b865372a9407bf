import type { Scope } from "@hipstershop/rpc";

/** The store failed. `mayBeDone`: the change was sent and not answered, so it may have been made. */
export class StateError extends Error {
  readonly mayBeDone: boolean;

  constructor(what: string, cause: unknown, mayBeDone = false) {
    super(`failed to ${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "StateError";
    this.mayBeDone = mayBeDone;
  }
}

/** What a claim leaves in the store when the key is new. */
export interface FirstClaim {
  readonly value: string;
  readonly leaseMs: number;
  readonly ttlMs: number;
}

/**
 * Result of a claim. `new` and `taken`: the key is this replica's until its lease ends. `busy`: another replica has it.
 * `settled`: nobody works on it any more.
 */
export interface Claimed {
  readonly outcome: "new" | "taken" | "busy" | "settled";
  readonly value: string;
}

/** A change of a claimed key. */
export interface Saving {
  readonly value: string;
  readonly ttlMs: number;
  /** From now on; 0 gives the key up, so that anyone can claim it. */
  readonly leaseMs: number;
  /** Nobody can claim the key any more. */
  readonly isSettled?: boolean;
  /** When the key is in the list, from now on; it is in no list when left out. */
  readonly dueInMs?: number;
}

export interface Kept {
  readonly value: string;
  readonly ttlMs: number;
  /** Whether the key is in the list, by the time of now. */
  readonly isListed: boolean;
}

/** A part of the list: milliseconds since the epoch, both included. */
export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
  readonly max: number;
}

export interface Listed {
  readonly key: string;
  readonly value: string;
  readonly atMs: number;
}

/**
 * State that the replicas of one service share: texts by key, each with an expiry, and one list of keys by time. A key
 * is either kept for good (`keep`), or claimed by one replica at a time with a lease: when a replica crashes, its lease
 * ends and another replica may claim the key. Every change is atomic. With a scope an access to Redis has a span.
 * Rejects with a StateError.
 */
export interface StateStore extends AsyncDisposable {
  /** Claims a key that is new, free, or whose lease has ended. A replica may claim again what it has. */
  claim(key: string, first: FirstClaim, scope?: Scope): Promise<Claimed>;
  /** Changes a claimed key, or writes it anew when the store has lost it; false when it is another replica's by now. */
  save(key: string, saving: Saving, scope?: Scope): Promise<boolean>;
  /** Extends the lease of a claimed key; false when it is another replica's by now. */
  renew(key: string, leaseMs: number): Promise<boolean>;
  /** Deletes a claimed key; nothing happens when it is another replica's by now. */
  forget(key: string, scope?: Scope): Promise<void>;
  /** Writes a key that is new; answers the value that was there already, or undefined. */
  keep(key: string, kept: Kept, scope?: Scope): Promise<string | undefined>;
  /** Replaces `before` by `after`; false when the value is another one. */
  replace(key: string, before: string, after: string, scope?: Scope): Promise<boolean>;
  get(key: string, scope?: Scope): Promise<string | undefined>;
  /** The listed keys, earliest first. */
  list(range: Range, scope?: Scope): Promise<readonly Listed[]>;
}
