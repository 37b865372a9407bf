import { EventEmitter, on } from "node:events";
import { setTimeout } from "node:timers/promises";
import { Labels } from "../store/labels.ts";
import type { SeriesStore } from "../store/store.ts";
import { Scrape } from "./scrape.ts";
import type { ScrapeTarget } from "./target.ts";

/** A scrape may take this long even when the interval is shorter; what is due meanwhile is left out. */
const SCRAPE_MS_MAX = 5000;
const FORGET_EVERY_MS = 10_000;

export interface ScrapingOptions {
  readonly store: SeriesStore;
  readonly intervalMs: number;
  /** Is told why a scrape failed, once until another reason. */
  readonly warn: (message: string) => void;
}

interface Running {
  readonly scrape: Scrape;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** Scrapes a changing set of targets at an interval. */
export class Scraping implements AsyncDisposable {
  readonly #options: ScrapingOptions;
  readonly #events = new EventEmitter<{ scraped: [] }>();
  readonly #disposed = new AbortController();
  #forgotAt = 0;
  #running: readonly Running[] = [];

  constructor(options: ScrapingOptions) {
    this.#options = options;
  }

  /** Replaces the targets. Those that stay are scraped on; the series of others end. Throws a RangeError for a wrong one. */
  setTargets(targets: readonly ScrapeTarget[]): void {
    const idOf = ({ url, labels }: ScrapeTarget) => JSON.stringify([url, Labels.of(Object.entries(labels)).pairs]);
    const wanted = new Map(targets.map((target) => [idOf(target), target]));
    const added = new Map([...wanted].map(([id, target]) => [id, new Scrape(target, this.#options.store)]));
    const [kept, removed] = [this.#running.filter(isWanted), this.#running.filter((one) => !isWanted(one))];
    for (const { scrape } of kept) added.delete(idOf(scrape.target));
    for (const { stop } of removed) stop.abort();
    this.#running = [...kept, ...[...added.values()].map((scrape) => this.#start(scrape))];

    function isWanted({ scrape }: Running): boolean {
      return wanted.has(idOf(scrape.target));
    }
  }

  /** Resolves when each present target was scraped `times` more times, well or not; rejects when scraping ends before. */
  async scraped(times: number): Promise<void> {
    const due = new Map(this.#running.map(({ scrape }) => [scrape, scrape.count + times]));
    const isDone = () => this.#running.every(({ scrape }) => scrape.count >= (due.get(scrape) ?? 0));
    if (isDone()) return;
    try {
      for await (const _ of on(this.#events, "scraped", { signal: this.#disposed.signal })) if (isDone()) return;
    } catch (cause) {
      throw new Error("the scraper was stopped", { cause });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed.abort();
    const running = this.#running;
    for (const { stop } of running) stop.abort();
    await Promise.all(running.map(({ ended }) => ended));
  }

  /** Looking through all series takes some milliseconds, so it is not done after each scrape. */
  #forgetOld(): void {
    const now = Date.now();
    if (now < this.#forgotAt + FORGET_EVERY_MS) return;
    this.#forgotAt = now;
    this.#options.store.forgetOld(now);
  }

  #start(scrape: Scrape): Running {
    const stop = new AbortController();
    return { scrape, stop, ended: this.#repeat(scrape, stop.signal) };
  }

  async #repeat(scrape: Scrape, stopped: AbortSignal): Promise<void> {
    const { intervalMs, warn } = this.#options;
    const began = performance.now();
    let told: string | undefined;
    while (!stopped.aborted) {
      await scrape.run(stopped, Math.max(intervalMs, SCRAPE_MS_MAX));
      if (stopped.aborted) break;
      if (scrape.problem !== undefined && scrape.problem !== told)
        warn(`scrape of ${scrape.target.url}: ${scrape.problem}`);
      told = scrape.problem;
      this.#forgetOld();
      this.#events.emit("scraped");
      const due = intervalMs - ((performance.now() - began) % intervalMs);
      await setTimeout(due, undefined, { signal: stopped }).catch(() => undefined);
    }
    scrape.end();
  }
}
