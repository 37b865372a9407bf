import type { Scope } from "@hipstershop/rpc";
import type { StateStore } from "@hipstershop/state";
import { decodeOrder, encodeOrder, isClosed, type OrderRecord } from "./order-record.ts";

/** How long the answer of a closed order is kept: as long as its key counts. */
const CLOSED_TTL_MS = 24 * 3_600_000;
/** Longer than a worker tries to finish an order, so that Redis does not choose it when memory runs out. */
export const OPEN_TTL_MS = 7 * CLOSED_TTL_MS;

interface OpenOrderParts {
  readonly store: StateStore;
  readonly entry: string;
  readonly leaseMs: number;
  /** When the order was claimed, in milliseconds since the epoch. */
  readonly claimedAt: number;
  /** Called when this replica no longer has the order. */
  readonly onLeft: () => void;
}

/** An order that this replica works on, and its entry in the journal. */
export class OpenOrder {
  readonly #parts: OpenOrderParts;
  #record: OrderRecord;
  /** Since when the order is this replica's for another lease. */
  #confirmedAt: number;

  constructor(parts: OpenOrderParts, record: OrderRecord) {
    this.#parts = parts;
    this.#confirmedAt = parts.claimedAt;
    this.#record = record;
  }

  get record(): OrderRecord {
    return this.#record;
  }

  /** Writes a step; false when another replica has the order by now. */
  async save(changes: Partial<OrderRecord>, scope?: Scope): Promise<boolean> {
    const { store, entry, leaseMs } = this.#parts;
    this.#record = { ...this.#record, ...changes };
    const saving = { value: encodeOrder(this.#record), ttlMs: OPEN_TTL_MS, leaseMs, dueInMs: leaseMs };
    const sentAt = Date.now();
    const isOurs = await store.save(entry, saving, scope);
    this.#confirmedAt = isOurs ? sentAt : 0;
    return isOurs;
  }

  /**
   * Whether the order is still this replica's, to be asked before an effect that another replica must not find done
   * twice. Only a replica that was frozen, or too slow to renew its lease, has to look. True when the store can't be
   * reached: nobody else could take the order up.
   */
  async isStillOurs(scope?: Scope): Promise<boolean> {
    return Date.now() < this.#confirmedAt + this.#parts.leaseMs || (await this.note({}, scope));
  }

  /** The order as the journal has it; as this replica knows it when the journal can't be read. */
  async current(scope?: Scope): Promise<OrderRecord> {
    const value = await this.#parts.store.get(this.#parts.entry, scope).catch(() => undefined);
    return value === undefined ? this.#record : decodeOrder(value);
  }

  /**
   * Writes a step after the charge. Without it the order goes on all the same, and would be repeated from the step
   * before: every step has a key under which it is done once. False when another replica has the order by now.
   */
  note(changes: Partial<OrderRecord>, scope?: Scope): Promise<boolean> {
    return this.save(changes, scope).catch(() => true);
  }

  /**
   * Gives the order up: a worker takes it up in `dueInMs`; nobody does when that is undefined. A store that can't be
   * reached keeps the lease, and a worker comes when it ends.
   */
  async leave(changes: Partial<OrderRecord>, dueInMs: number | undefined): Promise<void> {
    const { store, entry, onLeft } = this.#parts;
    this.#record = { ...this.#record, ...changes };
    await store
      .save(entry, {
        value: encodeOrder(this.#record),
        ttlMs: isClosed(this.#record) ? CLOSED_TTL_MS : OPEN_TTL_MS,
        leaseMs: 0,
        isSettled: this.#record.step === "done",
        ...(dueInMs !== undefined && { dueInMs }),
      })
      .catch(() => {});
    onLeft();
  }

  /** The order failed or was left. Before the charge its key is free again; after it a worker takes it up. */
  abandon(): Promise<void> {
    return this.#record.step === "started" ? this.free() : this.leave({}, 0);
  }

  /** Nothing was charged: the key is free again. */
  async free(): Promise<void> {
    const { store, entry, onLeft } = this.#parts;
    await store.forget(entry).catch(() => {});
    onLeft();
  }

  /** Another replica has the order by now. */
  lost(): void {
    this.#parts.onLeft();
  }

  /** Begins anew under another key of the charge, since the old one can't be charged any more. */
  restart(chargeKey: string): void {
    this.#record = { ...this.#record, step: "started", chargeKey };
  }
}
