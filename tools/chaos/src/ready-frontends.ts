import { setTimeout as delay } from "node:timers/promises";

/** As the readiness of a pod, only faster. */
const POLL_MS = 100;
const POLL_LIMIT_MS = 1000;

/** Sends visitors to the frontends that are ready, in turn, as a load balancer does. */
export class ReadyFrontends implements AsyncDisposable {
  readonly #urls: readonly string[];
  readonly #over = new AbortController();
  readonly #polls: Promise<unknown>;
  #ready: readonly string[];
  #turn = 0;

  constructor(urls: readonly string[]) {
    this.#urls = urls;
    this.#ready = urls;
    this.#polls = this.#poll();
  }

  /** The one that is next. */
  readonly next = (): string => {
    this.#turn += 1;
    return this.#ready[this.#turn % this.#ready.length] ?? this.#urls[0] ?? "";
  };

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.#polls;
  }

  async #poll(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      const states = await Promise.all(this.#urls.map((url) => isReady(url)));
      this.#ready = this.#urls.filter((_, i) => states[i]);
      await delay(POLL_MS, undefined, { signal }).catch(() => {});
    }
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/_healthz`, { signal: AbortSignal.timeout(POLL_LIMIT_MS) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
