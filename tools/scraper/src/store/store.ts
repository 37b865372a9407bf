import { Labels, METRIC_NAME } from "./labels.ts";
import type { Matcher } from "./matcher.ts";
import { Series } from "./series.ts";

/** Each series takes 16 bytes a sample: at most 384 MB for ten minutes of samples every 250 ms. */
const SERIES_MAX = 10_000;

export interface StoreLimits {
  /** How long samples are kept, in milliseconds. */
  readonly retentionMs: number;
  /** 10,000 when left out. */
  readonly seriesMax?: number;
}

/** Thrown when there are as many series as the store takes. */
export class StoreFullError extends Error {
  constructor(seriesMax: number) {
    super(`there is room for ${seriesMax} series only`);
    this.name = "StoreFullError";
  }
}

/** Series in memory, by metric name and labels. */
export class SeriesStore {
  readonly #byName = new Map<string, Map<string, Series>>();
  readonly #retentionMs: number;
  readonly #seriesMax: number;
  #count = 0;

  constructor({ retentionMs, seriesMax = SERIES_MAX }: StoreLimits) {
    this.#retentionMs = retentionMs;
    this.#seriesMax = seriesMax;
  }

  get seriesCount(): number {
    return this.#count;
  }

  /** Throws a StoreFullError unless there is room for series with all these labels. */
  admit(all: Iterable<Labels>): void {
    const added = new Set<string>();
    for (const labels of all) if (!this.#find(labels)) added.add(labels.key);
    if (this.#count + added.size > this.#seriesMax) throw new StoreFullError(this.#seriesMax);
  }

  /** The series with these labels, made if it is missing. Throws a StoreFullError when there is no room for it. */
  open(labels: Labels): Series {
    return this.#find(labels) ?? this.#add(labels);
  }

  /** Marks the end of a series, if there is one with these labels. */
  end(labels: Labels, time: number): void {
    this.#find(labels)?.append(time, "stale");
  }

  /** All series that fit all matchers, sorted by their labels. */
  select(matchers: readonly Matcher[]): readonly Series[] {
    const name = matchers.find((one) => one.name === METRIC_NAME && one.operator === "=")?.value;
    const groups =
      name === undefined ? [...this.#byName.values()] : [this.#byName.get(name) ?? new Map<string, Series>()];
    return groups
      .flatMap((group) => [...group.values()])
      .filter(({ labels }) => matchers.every((matcher) => matcher.fits(labels.get(matcher.name))))
      .toSorted((a, b) => Labels.compare(a.labels, b.labels));
  }

  /** The values of one label, sorted. */
  labelValues(label: string): readonly string[] {
    const values = this.select([]).map(({ labels }) => labels.get(label));
    return [...new Set(values)].filter((value) => value !== "").toSorted();
  }

  /** Forgets samples that were kept long enough at the time `now`, and series without any. */
  forgetOld(now: number): void {
    for (const [name, group] of this.#byName) {
      for (const [key, series] of group) {
        series.forgetBefore(now - this.#retentionMs);
        if (series.size > 0) continue;
        group.delete(key);
        series.isForgotten = true;
        this.#count -= 1;
      }
      if (group.size === 0) this.#byName.delete(name);
    }
  }

  #find(labels: Labels): Series | undefined {
    return this.#byName.get(labels.get(METRIC_NAME))?.get(labels.key);
  }

  #add(labels: Labels): Series {
    if (this.#count >= this.#seriesMax) throw new StoreFullError(this.#seriesMax);
    const name = labels.get(METRIC_NAME);
    const group = this.#byName.get(name) ?? new Map<string, Series>();
    const series = new Series(labels);
    this.#byName.set(name, group.set(labels.key, series));
    this.#count += 1;
    return series;
  }
}
