import { OneAtATime, RpcError, type Scope, Status } from "@hipstershop/rpc";
import { StateError, type StateStore } from "@hipstershop/state";

/** How long it is known that a mail was sent: longer than anyone tries to send it again. */
const TTL_MS = 7 * 24 * 3_600_000;
/** How long a mail belongs to a replica: another one may send it when this one crashed. */
const LEASE_MS = 5000;

/** Which mails were sent, by their idempotency keys, whichever replica sent them. */
export class SentKeys {
  readonly #store: StateStore;
  readonly #perKey = new OneAtATime();

  constructor(store: StateStore) {
    this.#store = store;
  }

  /**
   * Sends a mail unless that was done before; the result says whether it was sent now. A crash right after sending makes
   * it be sent again: a mail is rather doubled than lost.
   */
  sendOnce(key: string, send: () => void, scope: Scope): Promise<boolean> {
    return this.#perKey.run(key, async () => {
      const { outcome } = await this.#claim(key, scope);
      if (outcome === "settled") return false;
      if (outcome === "busy") throw new RpcError(Status.ABORTED, "another replica is sending this mail");
      send();
      const sent = { value: "sent", ttlMs: TTL_MS, leaseMs: 0, isSettled: true };
      // The mail has left. When the store can't be told, its caller is.
      await this.#store.save(key, sent, scope).catch(() => {});
      return true;
    });
  }

  async #claim(key: string, scope: Scope) {
    try {
      return await this.#store.claim(key, { value: "sending", leaseMs: LEASE_MS, ttlMs: TTL_MS }, scope);
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      throw new RpcError(Status.UNAVAILABLE, "the store of sent mails can't be reached", { cause: error });
    }
  }
}
