export type { Comparison, PathDifference, PathStats } from "../compare/comparison.ts";

/**
 * What the viewer asks the store beside Jaeger's API: the JSON of the endpoints under /api/view. Times and durations are
 * microseconds unless a name says otherwise; trace ids are 32 hex digits, span ids 16.
 *
 * GET    /api/view/search?q=&service=&operation=&minDuration=&maxDuration=&error=&start=&end=&limit=   SearchAnswer
 * GET    /api/view/follow (the same filters)     server-sent events "trace": TraceSummary, within 250 ms of a span's end;
 *                                                with Accept: application/x-ndjson one JSON per line
 * GET    /api/view/map?lookbackMs=               ServiceMap
 * GET    /api/view/red?lookbackMs=&service=      RedAnswer
 * GET    /api/view/compare?a=&b=                 Comparison; a and b are trace ids separated by commas, or "q:" and a query
 * PUT    /api/view/pins/{traceID}, DELETE the same   204
 * GET    /api/view/store                         StoreState
 * POST   /api/view/upload                        a file with Jaeger's, OTLP's or Zipkin's JSON, whole or by lines; UploadAnswer
 * GET    /api/view/traces/{traceID}/kin         Kin[]
 * GET    /api/view/traces/{traceID}/export?format=jaeger|otlp|chrome|speedscope    a file
 *
 * `q` is a line of terms: key=value, key!=value, key~text (contains), duration>50ms, error, service=…, operation=…,
 * caller=… (the service of the parent, when it is another), database=…, pinned, or a bare word (anywhere in names and values); AND is implied, OR, NOT, - and parentheses group.
 */
export interface TraceSummary {
  readonly traceID: string;
  readonly rootService: string;
  readonly rootOperation: string;
  readonly startTime: number;
  readonly duration: number;
  readonly spanCount: number;
  readonly errorCount: number;
  /** Spans whose parent is missing. */
  readonly orphanCount: number;
  readonly pinned: boolean;
  readonly services: readonly { readonly name: string; readonly spanCount: number; readonly errorCount: number }[];
}

export interface SearchAnswer {
  /** Newest first. */
  readonly traces: readonly TraceSummary[];
  /** How many fit, of which `traces` are the newest. */
  readonly total: number;
  /** What could not be understood in `q`, in words, with its position; the search then found nothing. */
  readonly problem: { readonly message: string; readonly position: number } | null;
}

/** Requests per second, share of failed ones (0 to 1), and durations. */
export interface Red {
  readonly calls: number;
  readonly ratePerSecond: number;
  readonly errorShare: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface ServiceMap {
  /** A service by the requests it received (for a root: that it started). */
  readonly nodes: readonly ({ readonly service: string } & Red)[];
  /** Calls from one service to another, or to a database as service "redis", "sqlite". */
  readonly edges: readonly ({ readonly from: string; readonly to: string; readonly isDatabase: boolean } & Red)[];
  readonly lookbackMs: number;
}

export interface Exemplar {
  readonly traceID: string;
  readonly spanID: string;
  readonly startTime: number;
  readonly duration: number;
  readonly error: boolean;
}

export interface RedRow extends Red {
  readonly service: string;
  /** Operation of the server span: a route or an rpc. */
  readonly operation: string;
  /** The same over time: equal steps, oldest first. */
  readonly series: readonly {
    readonly time: number;
    readonly ratePerSecond: number;
    readonly errorShare: number;
    readonly p95: number;
  }[];
  /** A few per row: the slowest, a failed one, a usual one. */
  readonly exemplars: readonly Exemplar[];
}

export interface RedAnswer {
  readonly rows: readonly RedRow[];
  readonly stepMs: number;
  readonly lookbackMs: number;
}

export interface StoreState {
  readonly spans: number;
  readonly traces: number;
  readonly bytes: number;
  readonly maxSpans: number;
  readonly maxBytes: number;
  readonly oldestAgeMs: number;
  readonly pinned: number;
  readonly received: number;
  readonly rejected: number;
  readonly evicted: number;
  /** Services that have sent before, or are expected to, with the time since their last span; null: never. */
  readonly services: readonly { readonly name: string; readonly silentMs: number | null }[];
}

/** Another trace that looks like a part of the one asked about. */
export interface Kin {
  readonly traceID: string;
  readonly rootService: string;
  readonly rootOperation: string;
  /** Its id ends in the same 16 digits: one of the two was cut to, or filled up from, 64 bits. */
  readonly sameTail: boolean;
  /** Which end of the cut call it has. */
  readonly holds: "parent" | "child";
  /** The id of the span that is the parent, in one of the two. */
  readonly joint: string;
}

export interface UploadAnswer {
  readonly traceIDs: readonly string[];
  readonly spans: number;
  /** What of the file could not be read, or not as it was meant, in sentences; left out when there was nothing. */
  readonly problems?: readonly string[];
}
