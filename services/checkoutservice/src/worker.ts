import { type Cart, type OrderResult } from "@hipstershop/contract";
import { CallError, RpcError, type Scope, Status, type StatusCode } from "@hipstershop/rpc";
import { type Context, inSpan, type Span, type Telemetry } from "@hipstershop/telemetry";
import type { Clients } from "./clients.ts";
import type { OrderEvents } from "./events.ts";
import type { Journal } from "./journal.ts";
import { mapSome } from "./map-some.ts";
import type { OpenOrder } from "./open-order.ts";
import { orAfter } from "./or-after.ts";
import { isRefused, sendMail } from "./outbox.ts";
import { itemsOf, settle, ship } from "./steps.ts";
import type { UnshippedOrders } from "./unshipped-orders.ts";

/** Orders of one round, and of them at the same time. */
const ORDERS_MAX = 20;
const AT_ONCE = 4;
/** Rounds between two counts of the orders that are not shipped. */
const COUNT_EVERY = 5;
/** Pause before an order is tried again; doubled each time. */
const RETRY_MS = { first: 1000, max: 60_000 };
/** After this time a paid order that could not be shipped is refunded. */
const SHIP_WITHIN_MS = 3_600_000;
/** After this time a mail that could not be sent is given up. */
const MAIL_WITHIN_MS = 24 * 3_600_000;
/** How often a parcel service that fails without a reason is tried. */
const FAILURES_MAX = 3;
/** How long a stopping service waits for a round; what is left of it is taken up by another replica, or at the next start. */
const STOP_MS = 500;

/** Failures of a moment. */
const TRANSIENT = new Set<StatusCode>([
  Status.UNAVAILABLE,
  Status.DEADLINE_EXCEEDED,
  Status.RESOURCE_EXHAUSTED,
  Status.ABORTED,
  Status.CANCELLED,
  Status.UNKNOWN,
]);

interface WorkerParts {
  readonly journal: Journal;
  readonly clients: Clients;
  readonly events: OrderEvents;
  readonly telemetry: Telemetry;
  readonly unshipped: UnshippedOrders;
}

/**
 * Finishes orders that were charged, or may have been, and that nobody works on: their replica crashed, or a service
 * failed. Each is a trace of its own with a link to the PlaceOrder that charged the card. Every replica has a worker; the
 * journal gives an order to one of them.
 */
export class Worker implements AsyncDisposable {
  readonly #parts: WorkerParts;
  readonly #timer: NodeJS.Timeout;
  readonly #stopping = new AbortController();
  #round: Promise<void> | undefined;
  #rounds = 0;

  constructor(parts: WorkerParts, everyMs: number) {
    this.#parts = parts;
    this.#timer = setInterval(() => {
      this.#round ??= this.#lookAround().finally(() => (this.#round = undefined));
    }, everyMs).unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    if (this.#round) await orAfter(this.#round, STOP_MS);
    this.#stopping.abort();
    await this.#round;
  }

  async #lookAround(): Promise<void> {
    // A store that can't be reached is asked again in the next round.
    const due = await this.#parts.journal.due(ORDERS_MAX).catch(() => []);
    await mapSome(due, AT_ONCE, (entry) => this.#takeUp(entry).catch(() => {}));
    if (this.#rounds++ % COUNT_EVERY === 0) await this.#parts.unshipped.count().catch(() => {});
  }

  async #takeUp(entry: string): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    const open = await this.#parts.journal.takeUp(entry);
    if (!open) return;
    const { orderId, userId, step, span } = open.record;
    if (!(await this.#parts.journal.takeTurn(userId).catch(() => false))) return open.leave({}, RETRY_MS.first);
    const attributes = { "app.order.id": orderId, "app.order.step": step };
    const links = span.traceId ? [{ context: { ...span, isRemote: true } }] : [];
    try {
      await inSpan(this.#parts.telemetry, "finish order", { attributes, links }, (own, context) =>
        this.#finish(open, own, context),
      );
    } catch {
      const { attempts } = open.record;
      await open.leave({ attempts: attempts + 1 }, Math.min(RETRY_MS.first * 2 ** attempts, RETRY_MS.max));
    } finally {
      await this.#parts.journal.endTurn(userId);
    }
  }

  /** All steps that are left. Throws when one has to be tried again. */
  async #finish(open: OpenOrder, span: Span, context: Context): Promise<void> {
    const scope: Scope = { context, signal: this.#stopping.signal };
    if (open.record.step === "charging" && !(await this.#settle(open, scope))) return this.#end(open, span);
    if (open.record.step === "charged" && !(await this.#ship(open, span, scope))) return this.#end(open, span);
    if (open.record.step === "shipped") await this.#emptyCart(open, scope);
    await this.#mail(open, scope);
    await open.leave({ step: "done", email: "" }, undefined);
    this.#end(open, span);
  }

  #end({ record }: OpenOrder, span: Span): void {
    span.setAttribute("app.order.outcome", record.step);
    this.#parts.events.finished(this.#parts.telemetry.log, record);
  }

  /** Whether the card was charged; if not, the order is closed. */
  async #settle(open: OpenOrder, scope: Scope): Promise<boolean> {
    const { isCharged } = await settle(open.record, this.#parts.clients, scope);
    if (isCharged === "yes") {
      await open.note({ step: "charged" }, scope);
      return true;
    }
    if (isCharged === "no") await open.leave({ step: "unpaid", email: "", order: undefined }, undefined);
    // Nobody but a person can find out. It stays in the journal for a retry under its key, and is listed no more.
    else await open.leave({ email: "" }, undefined);
    return false;
  }

  /** Whether the order was shipped; if not, it is refunded and closed. */
  async #ship(open: OpenOrder, span: Span, scope: Scope): Promise<boolean> {
    const order = orderOf(open);
    await mustBeOurs(open, scope);
    try {
      const shippingTrackingId = await ship(order, this.#parts.clients, scope);
      span.setAttribute("app.shipping.tracking_id", shippingTrackingId);
      await open.note({ step: "shipped", order: { ...order, shippingTrackingId } }, scope);
      return true;
    } catch (error) {
      if (!isRefusal(error, open)) throw error;
      await mustBeOurs(open, scope);
      const isRefunded = await this.#refund(open, scope);
      if (isRefunded) span.addEvent("refunded");
      await open.leave({ step: isRefunded ? "refunded" : "unpaid", email: "", order: undefined }, undefined);
      return false;
    }
  }

  /** Gives the charge back; false when the ledger has lost it with its store, so that there is nothing to give back. */
  async #refund({ record }: OpenOrder, scope: Scope): Promise<boolean> {
    try {
      // hipstershop.PaymentLedgerService/RefundCharge
      const reason = "the order could not be shipped";
      await this.#parts.clients.ledger.refundCharge({ key: record.chargeKey, reason }, scope);
      return true;
    } catch (error) {
      if (error instanceof CallError && error.code === Status.NOT_FOUND) return false;
      throw error;
    }
  }

  /** Empties the cart if it is still what was bought: its user may have filled it anew since. */
  async #emptyCart(open: OpenOrder, scope: Scope): Promise<void> {
    const { userId } = open.record;
    // hipstershop.CartService/GetCart, then hipstershop.CartService/EmptyCart
    const cart = await this.#parts.clients.cart.getCart({ userId }, scope);
    await mustBeOurs(open, scope);
    if (isSameCart(cart, orderOf(open))) await this.#parts.clients.cart.emptyCart({ userId }, scope);
    await open.note({ step: "emptied" }, scope);
  }

  async #mail(open: OpenOrder, scope: Scope): Promise<void> {
    const { email, orderId, since } = open.record;
    if (!email) return;
    try {
      await sendMail(this.#parts.clients.email, { email, order: orderOf(open) }, scope);
    } catch (error) {
      if (!isRefused(error) && Date.now() - since < MAIL_WITHIN_MS) throw error;
      this.#parts.events.mailLost(this.#parts.telemetry, orderId, error);
    }
  }
}

/** Throws when another replica has taken the order up, since this one was frozen. */
async function mustBeOurs(open: OpenOrder, scope: Scope): Promise<void> {
  if (!(await open.isStillOurs(scope))) throw new Error("another replica has taken the order up");
}

function orderOf({ record }: OpenOrder): OrderResult {
  if (!record.order) throw new Error(`the journal has no lines of order ${record.orderId}`);
  return record.order;
}

/** Whether a parcel will not be shipped by trying again. */
function isRefusal(error: unknown, { record }: OpenOrder): boolean {
  if (!(error instanceof RpcError)) return false;
  if (Date.now() - record.since > SHIP_WITHIN_MS) return true;
  if (error instanceof CallError && error.code === Status.INTERNAL) return record.attempts + 1 >= FAILURES_MAX;
  return !TRANSIENT.has(error.code);
}

function isSameCart({ items }: Cart, order: OrderResult): boolean {
  const text = (all: Cart["items"]) =>
    all
      .map(({ productId, quantity }) => `${productId} ${quantity}`)
      .toSorted()
      .join();
  return text(items) === text(itemsOf(order));
}
