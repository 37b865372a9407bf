import { directFetch } from "@hipstershop/runtime";
import { type Labels, METRIC_NAME } from "../store/labels.ts";
import type { Series } from "../store/series.ts";
import { type SeriesStore, StoreFullError } from "../store/store.ts";
import { labelsOf, samplesOf } from "./exposition.ts";
import { type ScrapeTarget, seriesLabels, targetLabels } from "./target.ts";

const BODY_BYTES_MAX = 16 * 2 ** 20;
const HEADERS = { accept: "text/plain;version=0.0.4;q=1,*/*;q=0.1" };

/** Scrapes one target into the store: the series of its last scrape, and how it went. */
export class Scrape {
  readonly target: ScrapeTarget;
  /** How many scrapes ended, well or not. */
  count = 0;
  /** Why the last scrape failed; undefined when it did not. */
  problem: string | undefined;
  readonly #labels: Labels;
  readonly #up: Labels;
  readonly #duration: Labels;
  readonly #store: SeriesStore;
  #lastTime = 0;
  /** The series of the last scrape, by their text there. */
  #present = new Map<string, Series>();

  constructor(target: ScrapeTarget, store: SeriesStore) {
    this.target = target;
    this.#labels = targetLabels(target);
    this.#up = this.#labels.with(METRIC_NAME, "up");
    this.#duration = this.#labels.with(METRIC_NAME, "scrape_duration_seconds");
    this.#store = store;
  }

  /**
   * Asks the target, and keeps its samples at the present time. A failure is kept as `up` 0 and as the problem; what
   * `stopped` interrupts leaves nothing.
   */
  async run(stopped: AbortSignal, timeoutMs: number): Promise<void> {
    const [time, began] = [this.#now(), performance.now()];
    try {
      this.#keep(await read(this.target.url, AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)])), time);
      this.problem = undefined;
    } catch (error) {
      if (stopped.aborted) return;
      this.#end(time);
      this.problem = error instanceof Error ? error.message : String(error);
    }
    this.#report(time, (performance.now() - began) / 1000);
    this.count += 1;
  }

  /** Marks all series of the target as ended. */
  end(): void {
    const time = this.#now();
    this.#end(time);
    for (const labels of [this.#up, this.#duration]) this.#store.end(labels, time);
  }

  #report(time: number, seconds: number): void {
    try {
      this.#store.open(this.#up).append(time, this.problem === undefined ? 1 : 0);
      this.#store.open(this.#duration).append(time, seconds);
    } catch (error) {
      if (!(error instanceof StoreFullError)) throw error;
      this.problem ??= error.message;
    }
  }

  /** Later than the samples that there are, of which a series takes none twice. */
  #now(): number {
    this.#lastTime = Math.max(Date.now(), this.#lastTime + 1);
    return this.#lastTime;
  }

  #keep(text: string, time: number): void {
    const before = this.#present;
    const samples = [...samplesOf(text)];
    const added = new Map<string, Labels>();
    for (const { series: written } of samples) {
      if (before.get(written)?.isForgotten !== false && !added.has(written))
        added.set(written, seriesLabels(labelsOf(written), this.#labels));
    }
    // Nothing is kept of a scrape of which a part can't be, as in Prometheus.
    this.#store.admit(added.values());
    const opened = new Map([...added].map(([written, labels]) => [written, this.#store.open(labels)]));
    this.#present = new Map();
    for (const { series: written, value, time: own } of samples) {
      const series = opened.get(written) ?? before.get(written);
      series?.append(own ?? time, value);
      // A series with times of its own ends when it is too old, not with a scrape that lacks it.
      if (series && own === undefined) this.#present.set(written, series);
    }
    const present = new Set(this.#present.values());
    for (const series of before.values()) if (!present.has(series)) series.append(time, "stale");
  }

  #end(time: number): void {
    for (const series of this.#present.values()) series.append(time, "stale");
    this.#present = new Map();
  }
}

async function read(url: string, signal: AbortSignal): Promise<string> {
  const answer = await directFetch(url, { signal, headers: HEADERS });
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new Error(`${url} answered with status ${answer.status}`);
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of answer.body ?? []) {
    bytes += part.length;
    if (bytes > BODY_BYTES_MAX) throw new Error(`${url} answered with more than ${BODY_BYTES_MAX} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
