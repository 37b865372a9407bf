import { setTimeout as delay } from "node:timers/promises";
import type { OrderResult } from "@hipstershop/contract";
import { type Call, RpcError, type Scope, Status } from "@hipstershop/rpc";
import { type Claimed, StateError, type StateStore } from "@hipstershop/state";
import { v1 as timeBasedUuid } from "uuid";
import { OPEN_TTL_MS, OpenOrder } from "./open-order.ts";
import {
  decodeOrder,
  encodeOrder,
  isCharged,
  isClosed,
  isPlaced,
  newRecord,
  type OrderRecord,
} from "./order-record.ts";
import { chargeKeyOf } from "./request.ts";

/**
 * How long a key is this replica's; it is renewed three times in between. A crashed replica's orders wait that long, so
 * that another replica can answer them within the frontend's deadline of an order, 3 s.
 */
const LEASE_MS = 2000;
/** Pauses between two looks at what another replica does. */
const POLL_MS = { first: 20, max: 250 };

/** A request to place an order, as the journal sees it. */
export interface OrderAsk {
  readonly userId: string;
  /** Idempotency key of the request; "" for none. */
  readonly key: string;
  readonly fingerprint: string;
}

/**
 * The orders of all replicas: one order per key, one at a time per user, and every step that must not be forgotten. An
 * order that a crashed replica left is found in `due` when its lease has ended.
 */
export class Journal implements AsyncDisposable {
  readonly #store: StateStore;
  readonly #leaseMs: number;
  /** The keys that this replica has claimed, and when, in milliseconds since the epoch. */
  readonly #held = new Map<string, number>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(store: StateStore, leaseMs = LEASE_MS) {
    this.#store = store;
    this.#leaseMs = leaseMs;
    this.#heartbeat = setInterval(() => this.#renewAll(), leaseMs / 3).unref();
  }

  /**
   * Begins an order, or takes up what an earlier attempt under its key left. While another replica has the order, waits
   * for it: the result is the order then.
   */
  async begin({ userId, key, fingerprint }: OrderAsk, call: Call): Promise<OpenOrder | OrderResult> {
    const orderId = timeBasedUuid();
    const first = newRecord({ fingerprint, orderId, userId, chargeKey: key ? chargeKeyOf(userId, key) : orderId });
    const entry = `order ${key ? JSON.stringify([userId, key]) : orderId}`;
    const [claimed, turn] = await this.#claimBoth(
      // Nobody else can know the id of a new order.
      key ? this.#claim(entry, encodeOrder(first), call) : Promise.resolve({ outcome: "new", value: "" } as const),
      this.#claim(turnOf(userId), "", call),
      [entry, turnOf(userId)],
    );
    const isOurTurn = isOurs(turn);
    if (claimed.outcome === "new" && isOurTurn) return this.#openedAs(entry, first);
    // Nobody waits for an order while holding the turn that the order may wait for.
    if (isOurTurn) await this.endTurn(userId);
    const found =
      claimed.outcome === "new" ? this.#openedAs(entry, first) : await this.#untilOurs(entry, first, { claimed, call });
    if (found instanceof OpenOrder) await this.#untilTurn(found, call);
    return found;
  }

  /** Lets the user's next order go on. */
  async endTurn(userId: string): Promise<void> {
    this.#held.delete(turnOf(userId));
    await this.#store.forget(turnOf(userId)).catch(() => {});
  }

  /** Whether no order of the user is under way; then it is this replica's turn until `endTurn`. */
  async takeTurn(userId: string): Promise<boolean> {
    return isOurs(await this.#claim(turnOf(userId), ""));
  }

  /** Open orders that nobody works on, with the keys for `takeUp`. */
  async due(max: number): Promise<readonly string[]> {
    const listed = await this.#store.list({ fromMs: 0, toMs: Date.now(), max });
    return listed.map(({ key }) => key).filter((key) => !this.#held.has(key));
  }

  /** Open orders that are charged, or may have been, and not shipped; also those that somebody works on. */
  async unshipped(max: number): Promise<readonly OrderRecord[]> {
    const listed = await this.#store.list({ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, max });
    return listed.map(({ value }) => decodeOrder(value)).filter((record) => isCharged(record) && !isPlaced(record));
  }

  /** Takes up an order that is due; undefined when another replica was faster. */
  async takeUp(entry: string): Promise<OpenOrder | undefined> {
    const { outcome, value } = await this.#claim(entry, "");
    if (outcome === "taken") return this.#openedAs(entry, decodeOrder(value));
    // It had expired.
    if (outcome === "new") await this.#openedAs(entry, decodeOrder("{}")).free();
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#heartbeat);
    await this.#store[Symbol.asyncDispose]();
  }

  /** What an earlier attempt left. The charge's key of a closed order is used up. */
  #open(entry: string, known: OrderRecord, first: OrderRecord): OpenOrder {
    if (isClosed(known)) return this.#openedAs(entry, { ...first, chargeKey: first.orderId });
    return this.#openedAs(entry, { ...known, fingerprint: first.fingerprint });
  }

  #openedAs(entry: string, record: OrderRecord): OpenOrder {
    const claimedAt = this.#held.get(entry) ?? Date.now();
    this.#held.set(entry, claimedAt);
    const onLeft = () => void this.#held.delete(entry);
    return new OpenOrder({ store: this.#store, entry, leaseMs: this.#leaseMs, claimedAt, onLeft }, record);
  }

  /** Looks after an order until it was placed, or is ours. */
  async #untilOurs(
    entry: string,
    first: OrderRecord,
    { claimed, call }: { claimed: Claimed; call: Call },
  ): Promise<OpenOrder | OrderResult> {
    for (let now = claimed, wait = POLL_MS.first; ; wait = Math.min(wait * 2, POLL_MS.max)) {
      const record = decodeOrder(now.value);
      const isPlacedNow = isPlaced(record);
      const isOther = record.fingerprint !== first.fingerprint && isCharged(record);
      if (isOurs(now) && !isPlacedNow && !isOther) return this.#open(entry, record, first);
      // Somebody else's now, at once: the worker's.
      if (isOurs(now)) await this.#openedAs(entry, record).leave({}, 0);
      if (isOther) throw usedForSomethingElse();
      if (isPlacedNow && record.order) return record.order;
      await pause(wait, call);
      now = await this.#claim(entry, encodeOrder(first));
    }
  }

  async #untilTurn(open: OpenOrder, call: Call): Promise<void> {
    try {
      for (let wait = POLL_MS.first; !(await this.takeTurn(open.record.userId)); wait = Math.min(wait * 2, POLL_MS.max))
        await pause(wait, call);
    } catch (error) {
      await open.abandon();
      throw error;
    }
  }

  /** Claims a key. One that this replica has already is busy: another request's, or the worker's. */
  async #claim(entry: string, value: string, scope?: Scope): Promise<Claimed> {
    if (this.#held.has(entry)) {
      const known = await orUnavailable(this.#store.get(entry, scope));
      return { outcome: "busy", value: known ?? value };
    }
    this.#held.set(entry, Date.now());
    let claimed: Claimed | undefined;
    try {
      const first = { value, leaseMs: this.#leaseMs, ttlMs: OPEN_TTL_MS };
      claimed = await orUnavailable(this.#store.claim(entry, first, scope));
      return claimed;
    } finally {
      if (!claimed || !isOurs(claimed)) this.#held.delete(entry);
    }
  }

  /** Both claims, or none: what only one of them got is left to its lease. */
  async #claimBoth(order: Promise<Claimed>, turn: Promise<Claimed>, entries: readonly string[]) {
    const results = await Promise.allSettled([order, turn]);
    const [ofOrder, ofTurn] = results;
    if (ofOrder.status === "fulfilled" && ofTurn.status === "fulfilled") return [ofOrder.value, ofTurn.value] as const;
    for (const [i, result] of results.entries())
      if (result.status === "fulfilled" && isOurs(result.value)) this.#held.delete(entries[i] ?? "");
    throw ofOrder.status === "rejected" ? ofOrder.reason : ofTurn.status === "rejected" ? ofTurn.reason : undefined;
  }

  #renewAll(): void {
    for (const entry of this.#held.keys()) this.#store.renew(entry, this.#leaseMs).catch(() => {});
  }
}

const turnOf = (userId: string) => `turn ${userId}`;
const isOurs = ({ outcome }: Claimed) => outcome === "new" || outcome === "taken";

async function pause(ms: number, { signal }: Pick<Call, "signal">): Promise<void> {
  await delay(ms, undefined, { signal }).catch((cause: unknown) => {
    throw new RpcError(Status.CANCELLED, "the caller left while another replica placed the order", { cause });
  });
}

/** Without the journal no order is begun, so nothing is charged. */
export async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    throw new RpcError(Status.UNAVAILABLE, "the store of orders can't be reached", { cause: error });
  }
}

function usedForSomethingElse(): RpcError {
  return new RpcError(Status.ALREADY_EXISTS, "this idempotency key was used for something else");
}
