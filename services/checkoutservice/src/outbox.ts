import { setTimeout as delay } from "node:timers/promises";
import type { OrderResult } from "@hipstershop/contract";
import type { Scope } from "@hipstershop/rpc";
import { ExponentialBackoff, handleAll, retry } from "cockatiel";
import type { Clients } from "./clients.ts";

/** How long an order waits for its mail to be taken, before it is answered without. */
const WAIT_MS = 500;
const ATTEMPTS_MAX = 5;
const STOP_WAIT_MS = 1000;

export interface Mail {
  readonly email: string;
  readonly order: OrderResult;
}

/**
 * Sends order confirmations without letting an order fail or hang over one: the first attempt is waited for briefly,
 * further ones happen in the background, in the order's trace.
 */
export class Outbox implements AsyncDisposable {
  readonly #client: Clients["email"];
  readonly #underWay = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(client: Clients["email"]) {
    this.#client = client;
  }

  /** Resolves when the mail was taken, or after half a second. `onGivenUp` hears of a mail that could not be sent. */
  async send(mail: Mail, scope: Scope, onGivenUp: (error: unknown) => void): Promise<void> {
    const policy = retry(handleAll, {
      maxAttempts: ATTEMPTS_MAX - 1,
      backoff: new ExponentialBackoff({ initialDelay: 200, maxDelay: 10_000 }),
    });
    const sending = policy
      .execute(() => this.#client.sendOrderConfirmation(mail, { context: scope.context }), this.#stopping.signal)
      .then(() => {}, onGivenUp)
      .finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
    await orAfter(sending, WAIT_MS);
  }

  /** Gives mails under way a second. */
  async [Symbol.asyncDispose](): Promise<void> {
    await orAfter(Promise.all(this.#underWay), STOP_WAIT_MS);
    this.#stopping.abort();
    await Promise.all(this.#underWay);
  }
}

async function orAfter(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  const timeout = new AbortController();
  await Promise.race([work, delay(timeoutMs, undefined, { signal: timeout.signal, ref: false }).catch(() => {})]);
  timeout.abort();
}
