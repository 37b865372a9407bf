import { Labels } from "../src/store/labels.ts";
import type { SeriesStore } from "../src/store/store.ts";

export interface GivenSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Unix time in milliseconds, and a value or the end of the series. */
  readonly samples: readonly (readonly [time: number, value: number | "stale"])[];
}

/** Puts samples into a store as a scrape would. */
export function fill(store: SeriesStore, all: readonly GivenSeries[]): void {
  for (const { labels, samples } of all) {
    const own = Labels.of(Object.entries(labels));
    for (const [time, value] of samples) {
      if (value === "stale") store.end(own, time);
      else store.open(own).append(time, value);
    }
  }
}

/** A sequence of numbers from 0 to 1 that looks random and is the same each time. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Shape {
  readonly every: number;
  /** How far a sample may be off its time, in milliseconds. */
  readonly jitter?: number;
  readonly seed: number;
}

const LENGTH_MS = 120_000;

function timesOf(start: number, { every, jitter = 0, seed }: Shape): readonly number[] {
  const random = pseudoRandom(seed);
  const count = Math.floor(LENGTH_MS / every);
  return Array.from({ length: count }, (_, i) => start + i * every + Math.round(random() * jitter));
}

/** A counter that starts anew from time to time. */
function counter(start: number, shape: Shape & { readonly resets?: number; readonly perStep: number }) {
  const random = pseudoRandom(shape.seed + 7);
  let value = Math.round(random() * 5);
  return timesOf(start, shape).map((time): [number, number] => {
    value = random() < (shape.resets ?? 0) ? Math.round(random() * 3) : value + Math.round(random() * shape.perStep);
    return [time, value];
  });
}

function gauge(start: number, shape: Shape, of: (random: number, i: number) => number) {
  const random = pseudoRandom(shape.seed + 13);
  return timesOf(start, shape).map((time, i): [number, number] => [time, of(random(), i)]);
}

const BOUNDS = ["0.005", "0.01", "0.1", "1", "+Inf"];

function buckets(start: number, version: string, seed: number): readonly GivenSeries[] {
  const random = pseudoRandom(seed);
  const counts = BOUNDS.map(() => 0);
  const times = timesOf(start, { every: 250, jitter: 20, seed });
  const rows = times.map((time) => {
    for (let i = 0; i < 8; i += 1) {
      const duration = random() ** 4 * 1.5;
      BOUNDS.forEach((bound, b) => {
        if (duration <= Number(bound.replace("+Inf", "Infinity"))) counts[b]! += 1;
      });
    }
    return { time, counts: [...counts] };
  });
  return BOUNDS.map((le, b) => ({
    labels: { __name__: "latency_seconds_bucket", version, le, path: "/" },
    samples: rows.map(({ time, counts: at }) => [time, at[b]!]),
  }));
}

/** Series with all that makes evaluation hard: resets, gaps, ends, NaN, infinities, odd distances. Lasts two minutes. */
export function hardSeries(start: number): readonly GivenSeries[] {
  return [
    ...counters(start),
    ...gauges(start),
    ...twins(start),
    ...buckets(start, "baseline", 41),
    ...buckets(start, "canary", 42),
    ...brokenBuckets(start),
  ];
}

function counters(start: number): readonly GivenSeries[] {
  const requests = (version: string, http_code: string, extra: object = {}) => ({
    __name__: "requests_total",
    app: "sampleapp",
    version,
    http_code,
    ...extra,
  });
  const inGap = (time: number) => time - start > 40_000 && time - start < 85_000;
  const gone: GivenSeries["samples"] = counter(start, { every: 500, seed: 31, perStep: 4 }).map(([time, value], i) =>
    i === 60 || i === 150 ? [time, "stale"] : [time, value],
  );
  return [
    { labels: requests("baseline", "200"), samples: counter(start, { every: 1000, jitter: 60, seed: 1, perStep: 40 }) },
    { labels: requests("baseline", "500"), samples: counter(start, { every: 1000, jitter: 60, seed: 2, perStep: 3 }) },
    {
      labels: requests("canary", "200"),
      samples: counter(start, { every: 250, jitter: 30, seed: 3, perStep: 20, resets: 0.02 }),
    },
    {
      labels: requests("canary", "500"),
      samples: counter(start, { every: 250, seed: 4, perStep: 2, resets: 0.05 }),
    },
    {
      labels: requests("gaps", "200"),
      samples: counter(start, { every: 1000, seed: 5, perStep: 9 }).filter(([time]) => !inGap(time)),
    },
    { labels: requests("gone", "200"), samples: gone.filter((_, i) => i <= 60 || (i > 100 && i <= 150)) },
    {
      labels: requests("late", "200"),
      samples: counter(start + 55_250, { every: 2000, seed: 6, perStep: 9 }).slice(0, 25),
    },
    { labels: requests("once", "200"), samples: [[start + 70_000, 5]] },
  ];
}

function gauges(start: number): readonly GivenSeries[] {
  return [
    {
      labels: { __name__: "rate_requests", version: "baseline", pod: "a" },
      samples: gauge(start, { every: 250, seed: 7 }, (random) => 100 * random),
    },
    {
      labels: { __name__: "rate_requests", version: "baseline", pod: "b" },
      samples: gauge(start, { every: 250, seed: 8 }, (random) => 90 + 20 * random),
    },
    {
      labels: { __name__: "rate_requests", version: "canary", pod: "c" },
      samples: gauge(start, { every: 1000, seed: 9 }, (random, i) => (i % 17 === 3 ? Number.NaN : 50 - 100 * random)),
    },
    {
      labels: { __name__: "odd", kind: "infinite" },
      samples: gauge(start, { every: 1000, seed: 10 }, (random, i) =>
        i % 9 === 2 ? Infinity : i % 9 === 5 ? -Infinity : random,
      ),
    },
    {
      labels: { __name__: "odd", kind: "tiny" },
      samples: gauge(start, { every: 1000, seed: 11 }, (random) => random * 1e-9),
    },
    {
      labels: { __name__: "odd", kind: "nan" },
      samples: gauge(start, { every: 1000, seed: 12 }, () => Number.NaN),
    },
    ...["baseline", "canary"].map((version, i) => ({
      labels: { __name__: "build_info", version, team: `team ${i}`, commit: `c"${i}\n` },
      samples: gauge(start, { every: 5000, seed: 14 }, () => 1),
    })),
  ];
}

/** The same labels but for the name: at the same times, and one after the other. */
function twins(start: number): readonly GivenSeries[] {
  return ["twin_a", "twin_b", "apart_a", "apart_b"].map((name, i) => ({
    labels: { __name__: name, le: "1" },
    samples: counter(start, { every: 1000, seed: 20 + i, perStep: 9 }).map(
      ([time, value], at): [number, number | "stale"] => {
        const isOver = name === "apart_a" ? at > 30 : name === "apart_b" && at < 32;
        return [time, isOver ? "stale" : value];
      },
    ),
  }));
}

function brokenBuckets(start: number): readonly GivenSeries[] {
  return [
    {
      labels: { __name__: "broken_bucket", le: "1" },
      samples: gauge(start, { every: 1000, seed: 15 }, (random, i) => 100 + i + 5 * random),
    },
    {
      labels: { __name__: "broken_bucket", le: "2" },
      samples: gauge(start, { every: 1000, seed: 16 }, (random, i) => 90 + i + 9 * random),
    },
    {
      labels: { __name__: "broken_bucket", le: "+Inf" },
      samples: gauge(start, { every: 1000, seed: 17 }, (random, i) => 120 + i + 5 * random),
    },
    {
      labels: { __name__: "broken_bucket", le: "no number" },
      samples: gauge(start, { every: 1000, seed: 18 }, () => 1),
    },
  ];
}
