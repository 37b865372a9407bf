import type { ActiveFault } from "@hipstershop/faults/active";
import type { Places } from "../places.ts";

import type { Contrast, QueryTerm } from "../compare/comparison.ts";

export type { Comparison, Contrast, PathDifference, PathStats, QueryTerm } from "../compare/comparison.ts";

/**
 * The viewer's own API, in addition to Jaeger's: the JSON of the endpoints under /api/view. Times and durations are in microseconds
 * unless a name says otherwise; trace ids are 32 hex digits, span ids 16.
 *
 * GET    /api/view/search?q=&service=&operation=&minDuration=&maxDuration=&error=&start=&end=&limit=&by=   SearchAnswer
 * GET    /api/view/follow (the same filters)     server-sent events "trace": TraceSummary, within 250 ms of a span's end,
 *                                                and again when it is no longer under way;
 *                                                with Accept: application/x-ndjson one JSON object per line
 * GET    /api/view/map?lookbackMs=               ServiceMap
 * GET    /api/view/red?lookbackMs=&service=      RedAnswer
 * GET    /api/view/compare?a=&b=                 Comparison; a and b are trace ids separated by commas, or "q:" and a query
 * GET    /api/view/shared (the filters of search)&slower=&faster=&from=&to=
 *                                                SharedAnswer: what the traces in this area of duration and start share
 * GET    /api/view/completions?key=&text=        CompletionAnswer: keys, or values of a key, that contain a text
 * PUT    /api/view/pins/{traceID}?by=, DELETE the same   204; the trace is kept until everybody who pinned it has unpinned it;
 *                                                DELETE without a person removes the pins of all
 * GET    /api/view/store                         StoreState
 * POST   /api/view/upload                        a file in Jaeger's, OTLP's or Zipkin's JSON, or one document per line; UploadAnswer
 * GET    /api/view/ids?prefix=                   FoundIds: ids that begin with these digits, written without leading zeros
 * GET    /api/view/traces/{traceID}/related      RelatedTraces
 * GET    /api/view/traces/{traceID}/links        TraceLinks
 * GET    /api/view/traces/{traceID}/logs         TraceLogs
 * GET    /api/view/sources                       SpanSources
 * GET    /api/view/traces/{traceID}/export?format=jaeger|otlp|chrome|speedscope    a file
 *
 * `q` is a list of terms: key=value, key!=value, key~text (contains), duration>50ms, error, service=…, operation=…,
 * caller=… (the parent's service, when it differs), database=…, pinned, mine (of the shop's session that the browser's
 * cookie names), or a bare word (in any name or value). Terms are joined by
 * AND; OR, NOT, - and parentheses are allowed.
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
  /** Parents are missing, and so soon after the last span that they may still arrive. */
  readonly underWay: boolean;
  /** Pinned by the person who asks (the parameter `by`), or by anybody when nobody is named. */
  readonly pinned: boolean;
  /** How many persons pinned it. */
  readonly pinnedBy: number;
  /** Faults that were switched on purpose and acted in a span, such as "adFailure:all". */
  readonly faults: readonly string[];
  readonly services: readonly { readonly name: string; readonly spanCount: number; readonly errorCount: number }[];
}

export interface SearchAnswer {
  /** Newest first. */
  readonly traces: readonly TraceSummary[];
  /** Number of matching traces, of which `traces` are the newest. */
  readonly total: number;
  /** The syntax error in `q` and its position; the result is empty then. */
  readonly problem: { readonly message: string; readonly position: number } | null;
}

/** What the marked traces of a search have and the others have not. */
export interface SharedAnswer {
  readonly marked: number;
  readonly others: number;
  /** The strongest first. */
  readonly contrasts: readonly Contrast[];
  /** Why there are none although traces are marked, as a sentence; otherwise "". */
  readonly note: string;
}

/** How a query could go on: keys (with the value ""), or keys with values. */
export interface CompletionAnswer {
  readonly items: readonly QueryTerm[];
}

/** Requests per second, share of failed requests (0 to 1), and duration quantiles. */
export interface Red {
  readonly calls: number;
  readonly ratePerSecond: number;
  readonly errorShare: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface ServiceMap {
  /** Services by the requests that they received; a root span counts as a request. */
  readonly nodes: readonly ({ readonly service: string } & Red)[];
  /** Calls between services, and to databases, which are nodes such as "redis" and "sqlite". */
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
  /** The same over time, in equal steps, oldest first. */
  readonly series: readonly {
    readonly time: number;
    readonly ratePerSecond: number;
    readonly errorShare: number;
    readonly p95: number;
  }[];
  /** Sample requests: the slowest, a failed one, one near the median. */
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
  /** How the room of unpinned traces is divided between learners, the largest part first. */
  readonly parties: readonly StoreParty[];
  /** Services that have sent spans or are expected to, with the time since their last span; null: never. */
  readonly services: readonly { readonly name: string; readonly silentMs: number | null }[];
  /** Services that are called, but leave no spans. */
  readonly unanswered: readonly UnansweredService[];
  /** Faults that are switched on by flags, as far as is known: none when the store follows no flags. */
  readonly faults: readonly ActiveFault[];
  /** The page on which faults are switched: a URL or a path; "" when it is unknown. */
  readonly faultsUrl: string;
  /** Where the shop, its faults, the load generator and metrics are, as far as is known. */
  readonly places: Places;
}

/** Who shares the store: a learner, all traces without one, or learners beyond the limit of parties together. */
export interface StoreParty {
  readonly party: "learner" | "nobody" | "others";
  /** The learner's name; "" for the others. */
  readonly learner: string;
  readonly traces: number;
  readonly spans: number;
  readonly bytes: number;
  readonly oldestAgeMs: number;
}

/** Ids of kept traces that begin with the given digits: some, if there are many. */
export interface FoundIds {
  readonly traceIDs: readonly string[];
}

/** What the store knows beside a trace: other traces that are probably parts of it, and who answers its calls elsewhere. */
export interface RelatedTraces {
  readonly traces: readonly RelatedTrace[];
  /** The services that answer the calls for which this trace has no server span. */
  readonly callees: readonly Callee[];
}

/** A service whose callers' spans of the last two minutes find no server span. */
export interface UnansweredService {
  /** Its name, or that of the rpc service that was called ("PaymentService") when it never left a span. */
  readonly name: string;
  /**
   * True for a part of the same application: it has left spans before, it is expected to, or another rpc service of its
   * protobuf package has. Others may simply not be instrumented.
   */
  readonly known: boolean;
  /**
   * "no-answer": most of these calls failed without one. "spans-missing": callers got their answers, and no span of them
   * arrived. "apart": the same, but other spans of the service do arrive.
   */
  readonly reason: "no-answer" | "spans-missing" | "apart";
  /** Calls since the last answered one; when `answeredCalls` is not 0, unanswered calls among the answered ones. */
  readonly calls: number;
  readonly answeredCalls: number;
  readonly callers: readonly string[];
  /** Milliseconds since the last of these calls ended. */
  readonly lastAgoMs: number;
  /** How the last failed call failed, in its caller's words; "" when none did. */
  readonly problem: string;
}

/** Another trace that is probably a part of the requested one. */
export interface RelatedTrace {
  readonly traceID: string;
  readonly rootService: string;
  readonly rootOperation: string;
  /** Both ids end in the same 16 digits: one of them was truncated to 64 bits, or padded from 64 bits. */
  readonly sameTail: boolean;
  /** Which side of the broken parent-child link is in the other trace. */
  readonly holds: "parent" | "child";
  /** The id of the parent span at the broken link. */
  readonly joint: string;
  /**
   * How it was found: "parent": a span names the joint as its parent; "time": the root of one trace is the server span of
   * an rpc that the other called at that time, without a server span of its own.
   */
  readonly by: "parent" | "time";
}

/** The span links of a trace, a hundred of each direction at most. */
export interface TraceLinks {
  /** Links of its own spans. */
  readonly to: readonly LinkedEnd[];
  /** Links of spans in the store, also its own, to its spans. */
  readonly from: readonly LinkedEnd[];
}

/** The other end of a span link. */
export interface LinkedEnd {
  /** The end in the requested trace. */
  readonly ownSpanID: string;
  readonly traceID: string;
  readonly spanID: string;
  /** Of the span at the other end; "" when it is not in the store. */
  readonly service: string;
  readonly operation: string;
}

/** A service that answers an operation, as far as the stored traces tell. */
export interface Callee {
  readonly operation: string;
  readonly service: string;
  /** Milliseconds since its last span; null when it has sent none since the store's start. */
  readonly silentMs: number | null;
}

export interface UploadAnswer {
  readonly traceIDs: readonly string[];
  readonly spans: number;
  /** Remarks about parts of the file that were invalid, as sentences; left out when there are none. */
  readonly problems?: readonly string[];
}

/** What the services logged while they worked on a trace. */
export interface TraceLogs {
  /** Oldest first, at most 1000. */
  readonly lines: readonly LogLine[];
  /** True when there were more lines; the earliest are given. */
  readonly truncated: boolean;
  /** False when the store has no source of logs: no folder of log files, and nobody sends it any. */
  readonly available: boolean;
}

export interface LogLine {
  readonly timeUs: number;
  readonly service: string;
  /** As the logger wrote it, in lower case: "info", "warn", "error"; "" when it wrote none. */
  readonly severity: string;
  readonly message: string;
  /** "" when the line names no span. */
  readonly spanID: string;
  /** All other fields of the line; those of an object within as "err.stack". */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Where in the source code the spans of the shop come from. */
export interface SpanSources {
  /**
   * Absolute folder that `file` is relative to, when the store runs from the sources and the reader is on the same
   * machine; otherwise "".
   */
  readonly root: string;
  /** URL prefix of a file's page, such as https://github.com/owner/repo/blob/main; "" when it is unknown. */
  readonly repository: string;
  /** A service that makes one call in several places has an entry for each. */
  readonly spans: readonly SpanSource[];
}

/** The place of one kind of span: a handler, a call, a query. */
export interface SpanSource {
  readonly service: string;
  /** As in the span: "hipstershop.CartService/GetCart". */
  readonly operation: string;
  readonly kind: "server" | "client" | "internal";
  /** Relative to the repository, such as services/cartservice/src/handlers.ts. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The function or method that the line is in; "" when it is in none. */
  readonly function: string;
}
