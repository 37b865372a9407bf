import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { IDEMPOTENCY_KEY, type OrderResult } from "@hipstershop/contract";
import { RpcError, type Scope, Status } from "@hipstershop/rpc";
import type { Clients } from "./clients.ts";
import { orAfter } from "./or-after.ts";

const ATTEMPTS_MAX = 5;
/** Maximum number of unsent mails. Further ones are left to the worker, so that an outage does not fill the memory. */
const MAILS_MAX = 1000;

/** How long the outbox waits, in milliseconds. */
export interface OutboxWaits {
  /** For the first attempt, before the order is answered without its result. */
  readonly answerMs: number;
  /** Before the second attempt; doubled before each further one. */
  readonly firstRetryMs: number;
  /** For unsent mails, when the service stops. */
  readonly stopMs: number;
}

const WAITS: OutboxWaits = { answerMs: 500, firstRetryMs: 200, stopMs: 500 };

export interface Mail {
  readonly email: string;
  readonly order: OrderResult;
}

/**
 * Sends order confirmations. A mail neither fails nor delays its order: the first attempt is awaited for a short time,
 * further ones run in the background, in the order's trace. Later ones are the worker's.
 */
export class Outbox implements AsyncDisposable {
  readonly #client: Pick<Clients["email"], "sendOrderConfirmation">;
  readonly #waits: OutboxWaits;
  readonly #underWay = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(client: Pick<Clients["email"], "sendOrderConfirmation">, waits = WAITS) {
    this.#client = client;
    this.#waits = waits;
    setMaxListeners(0, this.#stopping.signal);
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /**
   * Resolves when the mail was sent, or after `answerMs`. `onEnd` is called when it was sent, or with an error when it
   * was not; a stopping service waits for it.
   */
  async send(mail: Mail, scope: Scope, onEnd: (error?: unknown) => Promise<void>): Promise<void> {
    if (this.#underWay.size >= MAILS_MAX) return onEnd(new Error(`${MAILS_MAX} mails are under way already`));
    const delivery = this.#deliver(mail, scope);
    const sending = delivery.then(() => onEnd(), onEnd).finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
    await orAfter(
      delivery.catch(() => {}),
      this.#waits.answerMs,
    );
  }

  /** Repeated until the mail is sent or refused, or the service stops. */
  async #deliver(mail: Mail, { context }: Scope): Promise<void> {
    const { signal } = this.#stopping;
    for (let attempt = 1; ; attempt++) {
      try {
        await sendMail(this.#client, mail, { context, signal });
        return;
      } catch (error) {
        if (isRefused(error) || attempt === ATTEMPTS_MAX || signal.aborted) throw error;
      }
      await delay(this.#waits.firstRetryMs * 2 ** (attempt - 1), undefined, { signal });
    }
  }

  /** Waits for unsent mails for `stopMs`, then gives them up. */
  async [Symbol.asyncDispose](): Promise<void> {
    await orAfter(Promise.all(this.#underWay), this.#waits.stopMs);
    this.#stopping.abort();
    await Promise.all(this.#underWay);
  }
}

/**
 * hipstershop.EmailService/SendOrderConfirmation. It may be repeated: the order's id is its key, under which one mail is
 * sent.
 */
export async function sendMail(
  client: Pick<Clients["email"], "sendOrderConfirmation">,
  mail: Mail,
  scope: Scope,
): Promise<void> {
  await client.sendOrderConfirmation(mail, scope, { metadata: { [IDEMPOTENCY_KEY]: mail.order.orderId } });
}

/** Whether a mail can't be sent for what it says. */
export function isRefused(error: unknown): boolean {
  return error instanceof RpcError && error.code === Status.INVALID_ARGUMENT;
}
