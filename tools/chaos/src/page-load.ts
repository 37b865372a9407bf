import { Agent, get } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** The pages that visitors under load ask for, in turn. */
const PATHS = ["/", "/product/OLJCESPC7Z", "/cart", "/search?q=camera"] as const;
/** The first part of a stretch of load, which is not counted: connections and queues are filling. */
const WARM_UP = 1 / 3;

/** What came back in a stretch of load: times in milliseconds. */
export interface LoadResult {
  readonly accepted: readonly number[];
  readonly refused: readonly number[];
  /** Answers other than 200 and 503, and lost connections. */
  readonly failed: number;
  /** Pages served per second. */
  readonly goodput: number;
  /** CPU seconds that the shop took per second. */
  readonly cpu: number;
}

/** The value below which `share` (0 to 1) of the values are. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** One answered request. */
export interface PageAnswer {
  /** 0 when there was no answer. */
  readonly status: number;
  readonly tookMs: number;
}

/** Visitors on kept connections. */
export class Visitors implements Disposable {
  /** By default an agent keeps 256 idle connections: each stretch with more visitors would begin with opening others. */
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: Number.POSITIVE_INFINITY });
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /**
   * So many visitors without pauses for so long: each asks again as soon as there is an answer, also a refusal. What is
   * answered after the warm-up is counted, but for the first answer on a connection: Node accepts only one connection
   * per turn of its event loop.
   * @param cpuSeconds of the shop so far.
   */
  async load(
    visitors: number,
    lastsMs: number,
    { cpuSeconds, signal }: { readonly cpuSeconds: () => number; readonly signal: AbortSignal },
  ): Promise<LoadResult> {
    const started = performance.now();
    const accepted: number[] = [];
    const refused: number[] = [];
    let failed = 0;
    let isCounting = false;
    const visit = async (first: number) => {
      for (let turn = first; performance.now() < started + lastsMs && !signal.aborted; turn++) {
        const { status, tookMs } = await this.page(turn);
        if (!isCounting || turn === first) continue;
        if (status === 200) accepted.push(tookMs);
        else if (status === 503) refused.push(tookMs);
        else failed += 1;
      }
    };
    const visits = Promise.all(Array.from({ length: visitors }, (_, i) => visit(i)));
    await delay(lastsMs * WARM_UP);
    isCounting = true;
    const [cpuFrom, from] = [cpuSeconds(), performance.now()];
    await delay(lastsMs * (1 - WARM_UP), undefined, { signal });
    isCounting = false;
    const seconds = (performance.now() - from) / 1000;
    const cpu = (cpuSeconds() - cpuFrom) / seconds;
    await visits;
    return { accepted, refused, failed, goodput: accepted.length / seconds, cpu };
  }

  /** One request for the page whose turn it is. */
  page(turn: number): Promise<PageAnswer> {
    const sent = performance.now();
    const path = PATHS[turn % PATHS.length] ?? "/";
    return new Promise((resolve) => {
      const done = (status = 0) => resolve({ status, tookMs: performance.now() - sent });
      const request = get(this.#url + path, { agent: this.#agent }, (response) => {
        response.resume();
        response.once("end", () => done(response.statusCode));
        response.once("error", () => done());
      });
      request.once("error", () => done());
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
