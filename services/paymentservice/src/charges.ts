import { randomUUID } from "node:crypto";
import { RpcError, type Scope, Status } from "@hipstershop/rpc";
import { type Range, StateError, type StateStore } from "@hipstershop/state";
import { type Charged, decodeCharge, encodeCharge, GIVEN_UP } from "./charge-record.ts";

/** Longer than an order can take, and than the day that its key counts. */
const TTL_MS = 7 * 24 * 3_600_000;

export interface LedgerItem extends Charged {
  readonly key: string;
}

/** The charges by their idempotency keys: one for each, whichever replica is asked. */
export class Charges {
  readonly #store: StateStore;
  readonly #isShared: boolean;

  /** @param isShared whether the store has the charges of all replicas, and those before a restart. */
  constructor(store: StateStore, isShared: boolean) {
    this.#store = store;
    this.#isShared = isShared;
  }

  /** Keeps a charge, unless there is one under its key already, which is the result then. */
  async add(key: string, charge: Charged, scope: Scope): Promise<{ charge: Charged; isNew: boolean }> {
    const kept = { value: encodeCharge(charge), ttlMs: TTL_MS, isListed: true };
    const known = await orUnavailable(this.#store.keep(key, kept, scope));
    return known === undefined ? { charge, isNew: true } : { charge: usable(known), isNew: false };
  }

  /** The charge under a key; undefined when there is none. */
  async find(key: string, scope: Scope): Promise<Charged | undefined> {
    const known = await orUnavailable(this.#store.get(key, scope));
    return known === undefined ? undefined : usable(known);
  }

  /**
   * The charge under a key; when there is none, there never will be one. FAILED_PRECONDITION when this can't be said:
   * another replica, or this one before it was restarted, may have charged it, and they share nothing.
   */
  async settle(key: string, scope: Scope): Promise<Charged | undefined> {
    if (!this.#isShared) {
      const own = await orUnavailable(this.#store.get(key, scope));
      if (own !== undefined) return decodeCharge(own);
      throw new RpcError(Status.FAILED_PRECONDITION, "charges are in the memory of each replica: it is not known here");
    }
    const known = await orUnavailable(
      this.#store.keep(key, { value: GIVEN_UP, ttlMs: TTL_MS, isListed: false }, scope),
    );
    return known === undefined ? undefined : decodeCharge(known);
  }

  /** Gives a charge back; `isNew` is false when that was done before. Undefined when the key was not charged. */
  async refund(key: string, now: number, scope: Scope): Promise<{ charge: Charged; isNew: boolean } | undefined> {
    for (;;) {
      const before = await orUnavailable(this.#store.get(key, scope));
      const charge = before === undefined ? undefined : decodeCharge(before);
      if (before === undefined || !charge) return undefined;
      if (charge.refundId) return { charge, isNew: false };
      const refunded = { ...charge, refundId: randomUUID(), refundedAt: now };
      if (await orUnavailable(this.#store.replace(key, before, encodeCharge(refunded), scope)))
        return { charge: refunded, isNew: true };
    }
  }

  /** Charges, earliest first. */
  async list(range: Range, scope: Scope): Promise<readonly LedgerItem[]> {
    const listed = await orUnavailable(this.#store.list(range, scope));
    return listed.flatMap(({ key, value }) => {
      const charge = decodeCharge(value);
      return charge ? [{ key, ...charge }] : [];
    });
  }
}

/** ABORTED for a key that can't be charged any more: the caller may take another one. */
function usable(value: string): Charged {
  const charge = decodeCharge(value);
  if (!charge) throw new RpcError(Status.ABORTED, "this idempotency key was given up before it was charged");
  if (charge.refundId) throw new RpcError(Status.ABORTED, "the charge with this idempotency key was refunded");
  return charge;
}

/** Without the store nothing is charged. DEADLINE_EXCEEDED when the store may have written it nevertheless. */
async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    const code = error.mayBeDone ? Status.DEADLINE_EXCEEDED : Status.UNAVAILABLE;
    throw new RpcError(code, "the store of charges can't be reached", { cause: error });
  }
}
