import {
  type JaegerTrace,
  type Link,
  type Log,
  type Place,
  type Process,
  readJaegerTrace,
  shortTraceId,
  type Span as StoredSpan,
  type Tag,
  treeOf,
  type TreeNode,
} from "@hipstershop/traces";

/** A span in the tree of a trace. Times are in microseconds; `start` is relative to the trace's start. */
export interface Span {
  /** Index in `Trace.spans`, the order of the waterfall. */
  readonly index: number;
  readonly id: string;
  readonly service: string;
  readonly operation: string;
  readonly kind: string;
  readonly error: boolean;
  readonly start: number;
  readonly duration: number;
  readonly end: number;
  readonly depth: number;
  /** Its position in the tree. */
  readonly place: Place;
  readonly parentId: string;
  readonly parent: Span | null;
  /** The parent reference is FOLLOWS_FROM. */
  readonly followsParent: boolean;
  readonly children: readonly Span[];
  /** Number of descendants; they follow this span in `Trace.spans`. */
  readonly below: number;
  readonly flags: number;
  readonly tags: readonly Tag[];
  readonly logs: readonly Log[];
  readonly links: readonly Link[];
  /** The store's warnings. */
  readonly warnings: readonly string[];
  readonly process: Process;
}

export interface Trace {
  readonly id: string;
  /** Depth first, children sorted by start. */
  readonly spans: readonly Span[];
  readonly roots: readonly Span[];
  /** Microseconds since 1970. */
  readonly startTime: number;
  readonly duration: number;
  readonly services: readonly { readonly name: string; readonly spanCount: number; readonly errorCount: number }[];
  readonly errorCount: number;
}

/** Builds the viewer's model of a trace from Jaeger's JSON: every span once, in depth-first order. */
export function readTrace(json: JaegerTrace): Trace {
  const read = readJaegerTrace(json);
  const isEmpty = read.spans.length === 0;
  const startTime = isEmpty ? 0 : read.startUs;
  const spans = orderedSpans(read.spans, startTime);
  return {
    id: shortTraceId(read.traceId),
    spans,
    roots: spans.filter((span) => span.depth === 0),
    startTime,
    duration: isEmpty ? 0 : read.endUs - startTime,
    services: countServices(spans),
    errorCount: spans.filter((span) => span.error).length,
  };
}

type Draft = { -readonly [K in keyof Span]: Span[K] extends readonly Span[] ? Draft[] : Span[K] };

function orderedSpans(stored: readonly StoredSpan[], startTime: number): readonly Span[] {
  const { nodes } = treeOf(stored);
  const drafts = new Map<TreeNode<StoredSpan>, Draft>();
  for (const [index, node] of nodes.entries()) {
    const parent = node.parent ? drafts.get(node.parent)! : null;
    const draft = draftSpan(node, index, parent, startTime);
    parent?.children.push(draft);
    drafts.set(node, draft);
  }
  const ordered = [...drafts.values()];
  for (const span of ordered.toReversed()) if (span.parent) (span.parent as Draft).below += 1 + span.below;
  return ordered;
}

function draftSpan(
  { span, place: where, depth }: TreeNode<StoredSpan>,
  index: number,
  parent: Draft | null,
  startTime: number,
): Draft {
  const start = span.startUs - startTime;
  return {
    index,
    id: span.spanId,
    service: span.process.service,
    operation: span.operation,
    kind: span.kind,
    error: span.error,
    start,
    duration: span.durationUs,
    end: start + span.durationUs,
    depth,
    place: where,
    parentId: span.parentSpanId,
    parent,
    followsParent: span.followsParent === true,
    children: [],
    below: 0,
    flags: span.flags,
    tags: span.tags,
    logs: span.logs.toSorted((a, b) => a.timestampUs - b.timestampUs),
    links: span.links,
    warnings: span.warnings ?? [],
    process: span.process,
  };
}

function countServices(spans: readonly Span[]): Trace["services"] {
  const groups = Map.groupBy(spans, (span) => span.service);
  return [...groups]
    .map(([name, own]) => ({ name, spanCount: own.length, errorCount: own.filter((span) => span.error).length }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The value of a tag as text; "" when there is none. */
export function textOf(tags: readonly Tag[], key: string): string {
  const tag = tags.find((candidate) => candidate.key === key);
  return tag === undefined ? "" : String(tag.value);
}
