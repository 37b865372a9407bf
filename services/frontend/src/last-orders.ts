import type { OrderResult } from "@hipstershop/contract";

const ORDERS_MAX = 500;
const KEPT_MS = 30 * 60_000;

/**
 * The last order of each session for half an hour, so that a reload of the order page shows it again. In memory, since
 * the shop has no store of orders: another pod of the frontend does not know them.
 */
export class LastOrders {
  readonly #orders = new Map<string, { readonly order: OrderResult; readonly until: number }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  remember(sessionId: string, order: OrderResult): void {
    this.#orders.delete(sessionId);
    this.#orders.set(sessionId, { order, until: this.#now() + KEPT_MS });
    const [oldest] = this.#orders.keys();
    if (this.#orders.size > ORDERS_MAX && oldest !== undefined) this.#orders.delete(oldest);
  }

  /** undefined when the session has ordered nothing here lately. */
  of(sessionId: string): OrderResult | undefined {
    const known = this.#orders.get(sessionId);
    return known && this.#now() < known.until ? known.order : undefined;
  }
}
