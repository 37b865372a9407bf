/** OpenTelemetry's five span kinds; "" when the sender set none. */
export type SpanKind = "" | "internal" | "server" | "client" | "producer" | "consumer";

export type TagType = "string" | "bool" | "int64" | "float64" | "binary";
export type TagValue = string | number | boolean;

/**
 * One attribute in Jaeger's five types. `int64` values beyond 2^53 are decimal strings, since a number would lose
 * digits; `binary` values are base64; arrays and maps arrive as `string`, written as JSON.
 */
export interface Tag {
  readonly key: string;
  readonly type: TagType;
  readonly value: TagValue;
}

/** A span event; its name is the value of the field "event". Time in microseconds since 1970. */
export interface Log {
  readonly timestampUs: number;
  readonly fields: readonly Tag[];
}

/** A reference other than the parent, within this trace or to another. Ids as in Span. */
export interface Link {
  readonly type: "CHILD_OF" | "FOLLOWS_FROM";
  readonly traceId: string;
  readonly spanId: string;
  readonly tags: readonly Tag[];
}

/** The resource that a span belongs to: its service name, and every other resource attribute as a tag. */
export interface Process {
  readonly service: string;
  readonly tags: readonly Tag[];
}

/**
 * One span, independent of the format it was sent in. Trace ids are 32 and span ids 16 lower-case hex digits; the
 * parent of a root is "". Times are whole microseconds since 1970. `kind` and `error` repeat the tags "span.kind" and
 * "error".
 */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly flags: number;
  readonly operation: string;
  readonly kind: SpanKind;
  readonly error: boolean;
  readonly startUs: number;
  readonly durationUs: number;
  readonly tags: readonly Tag[];
  readonly logs: readonly Log[];
  readonly links: readonly Link[];
  readonly process: Process;
  /** Present when the parent reference is FOLLOWS_FROM: the parent did not wait for this span. */
  readonly followsParent?: true;
  /** Problems found at ingest, a sentence each; left out when there were none. */
  readonly warnings?: readonly string[];
}

/** All spans of one trace id, in order of arrival. `startUs` is the earliest start, `endUs` the latest end. */
export interface Trace {
  readonly traceId: string;
  readonly spans: readonly Span[];
  readonly startUs: number;
  readonly endUs: number;
}

const KINDS = new Set<string>(["internal", "server", "client", "producer", "consumer"]);

/** The kind that a text names in any case ("SERVER", "server"); "" for any other text. */
export function spanKind(text: string): SpanKind {
  const kind = text.toLowerCase();
  return KINDS.has(kind) ? (kind as SpanKind) : "";
}
