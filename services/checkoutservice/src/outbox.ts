import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { OrderResult } from "@hipstershop/contract";
import { RpcError, type Scope, Status } from "@hipstershop/rpc";
import type { Clients } from "./clients.ts";

const ATTEMPTS_MAX = 5;
/** Maximum number of unsent mails. Further ones are given up at once, so that an outage does not fill the memory. */
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

const WAITS: OutboxWaits = { answerMs: 500, firstRetryMs: 200, stopMs: 1000 };

export interface Mail {
  readonly email: string;
  readonly order: OrderResult;
}

/**
 * Sends order confirmations. A mail neither fails nor delays its order: the first attempt is awaited for a short time,
 * further ones run in the background, in the order's trace.
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

  /** Resolves when the mail was sent, or after `answerMs`. `onGivenUp` is called for a mail that could not be sent. */
  async send(mail: Mail, scope: Scope, onGivenUp: (error: unknown) => void): Promise<void> {
    if (this.#underWay.size >= MAILS_MAX) return onGivenUp(new Error(`${MAILS_MAX} mails are under way already`));
    const sending = this.#deliver(mail, scope)
      .catch(onGivenUp)
      .finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
    await orAfter(sending, this.#waits.answerMs);
  }

  /**
   * hipstershop.EmailService/SendOrderConfirmation: repeated until the mail is sent or refused, or the service stops.
   */
  async #deliver(mail: Mail, { context }: Scope): Promise<void> {
    const { signal } = this.#stopping;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#client.sendOrderConfirmation(mail, { context, signal });
        return;
      } catch (error) {
        const refused = error instanceof RpcError && error.code === Status.INVALID_ARGUMENT;
        if (refused || attempt === ATTEMPTS_MAX || signal.aborted) throw error;
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

async function orAfter(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  const timeout = new AbortController();
  await Promise.race([work, delay(timeoutMs, undefined, { signal: timeout.signal, ref: false }).catch(() => {})]);
  timeout.abort();
}
