import { type Attributes, type Meter, type Span, type SpanContext, TraceFlags } from "@opentelemetry/api";

/** Upper bounds of the duration histograms in seconds: 1 ms to 10 s, densest where the shop's calls are. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Maximum number of series with exemplars; a service has some dozens. */
const SERIES_MAX = 1000;

/** One duration histogram. */
export interface Durations {
  /** The series of these attributes. Callers keep it: looking it up makes a string each time. */
  series(attributes: Attributes): DurationSeries;
}

export interface DurationSeries {
  /** Records one duration. `span`, if sampled, becomes the exemplar of its bucket. */
  record(durationMs: number, span: Span): void;
}

/** The last sampled span of each bucket of one series. */
export interface Exemplars {
  readonly spans: (SpanContext | undefined)[];
  readonly seconds: Float64Array;
  /** In milliseconds since the epoch. */
  readonly times: Float64Array;
}

/** The exemplars of one service's duration histograms. OpenTelemetry JS does not support exemplars. */
export class ExemplarStore {
  readonly #byMetric = new Map<string, Map<string, Exemplars>>();
  #size = 0;

  /**
   * Makes a histogram in seconds whose exemplars are kept here. `name` is the final one, such as …_duration_seconds.
   */
  histogram(meter: Meter, name: string, description: string): Durations {
    const histogram = meter.createHistogram(name, {
      description,
      unit: "s",
      advice: { explicitBucketBoundaries: DURATION_BUCKETS },
    });
    return {
      series: (attributes) => {
        const exemplars = this.#exemplarsFor(name, attributes);
        return {
          record(durationMs, span) {
            histogram.record(durationMs / 1000, attributes);
            if (exemplars) storeExemplar(exemplars, durationMs / 1000, span.spanContext());
          },
        };
      },
    };
  }

  /** The exemplars of a series; undefined when it has none. */
  exemplarsOf(name: string, attributes: Attributes): Exemplars | undefined {
    return this.#byMetric.get(name)?.get(keyOf(attributes));
  }

  #exemplarsFor(name: string, attributes: Attributes): Exemplars | undefined {
    const bySeries = this.#byMetric.get(name) ?? new Map<string, Exemplars>();
    this.#byMetric.set(name, bySeries);
    const key = keyOf(attributes);
    const known = bySeries.get(key);
    if (known) return known;
    if (this.#size >= SERIES_MAX) return undefined;
    this.#size += 1;
    const opened = emptyExemplars();
    bySeries.set(key, opened);
    return opened;
  }
}

function keyOf(attributes: Attributes): string {
  return JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function emptyExemplars(): Exemplars {
  const size = DURATION_BUCKETS.length + 1;
  return {
    spans: Array<SpanContext | undefined>(size).fill(undefined),
    seconds: new Float64Array(size),
    times: new Float64Array(size),
  };
}

/** Allocates nothing: this runs for every call. */
function storeExemplar({ spans, seconds, times }: Exemplars, value: number, span: SpanContext): void {
  if ((span.traceFlags & TraceFlags.SAMPLED) === 0) return;
  let bucket = 0;
  while (bucket < DURATION_BUCKETS.length && value > DURATION_BUCKETS[bucket]!) bucket += 1;
  spans[bucket] = span;
  seconds[bucket] = value;
  times[bucket] = Date.now();
}
