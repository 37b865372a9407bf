import type { Telemetry } from "@hipstershop/telemetry";
import type { Journal } from "./journal.ts";

/** Of more the metrics don't know; there is an alert long before. */
const ORDERS_MAX = 1000;

/**
 * Tells metrics of orders that are charged, or may have been, and not shipped: how many, and how long the oldest has
 * waited. All replicas on one store tell the same. While the store is away, what was known last grows older.
 */
export class UnshippedOrders {
  readonly #journal: Pick<Journal, "unshipped">;
  #count = 0;
  /** When the charge of the oldest began, in milliseconds since the epoch. */
  #since = Number.POSITIVE_INFINITY;

  constructor(journal: Pick<Journal, "unshipped">, { meter }: Telemetry) {
    this.#journal = journal;
    meter
      .createObservableGauge("app_orders_unshipped", {
        description: "Orders that are charged, or may have been, and not shipped; 1000 at most.",
      })
      .addCallback((result) => result.observe(this.#count));
    meter
      .createObservableGauge("app_order_unshipped_age_seconds", {
        unit: "s",
        description: "Time since the charge of the oldest of them began; 0 when there is none.",
      })
      .addCallback((result) => result.observe(Math.max(0, (Date.now() - this.#since) / 1000)));
  }

  /** Looks into the journal. Rejects when its store can't be reached. */
  async count(): Promise<void> {
    const orders = await this.#journal.unshipped(ORDERS_MAX);
    this.#count = orders.length;
    this.#since = Math.min(...orders.map(({ since }) => since));
  }
}
