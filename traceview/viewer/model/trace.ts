import { jaegerParent, type LinkedSpan, type Place, treeOf, type TreeNode, withOwnIds } from "@hipstershop/traces";
import type { JaegerLog, JaegerProcess, JaegerReference, JaegerSpan, JaegerTag, JaegerTrace } from "./jaeger-json.ts";

/** One span of a trace that has been put in order. Times are microseconds, `start` counts from the trace's start. */
export interface Span {
  /** Its place in `Trace.spans`, which is the order of the waterfall. */
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
  /** Why it stands where it does. */
  readonly place: Place;
  readonly parentId: string;
  readonly parent: Span | null;
  /** The parent did not wait for it. */
  readonly followsParent: boolean;
  readonly children: readonly Span[];
  /** How many spans hang below this one: they follow it in the order of the waterfall. */
  readonly below: number;
  readonly flags: number;
  readonly tags: readonly JaegerTag[];
  readonly logs: readonly JaegerLog[];
  readonly links: readonly JaegerReference[];
  /** What the store found odd about it, in words. */
  readonly warnings: readonly string[];
  readonly process: JaegerProcess;
}

export interface Trace {
  readonly id: string;
  /** Depth first, children in order of their start. */
  readonly spans: readonly Span[];
  readonly roots: readonly Span[];
  /** Microseconds since 1970. */
  readonly startTime: number;
  readonly duration: number;
  readonly services: readonly { readonly name: string; readonly spanCount: number; readonly errorCount: number }[];
  readonly errorCount: number;
}

/** Puts the spans of a trace into a tree: every one of them once, whatever it claims to hang below. */
export function readTrace(json: JaegerTrace): Trace {
  let startTime = Infinity;
  let endTime = -Infinity;
  for (const span of json.spans) {
    startTime = Math.min(startTime, span.startTime);
    endTime = Math.max(endTime, span.startTime + span.duration);
  }
  const spans = inOrder(withOwnIds(json.spans.map((span) => readSpan(span, json, startTime))));
  return {
    id: json.traceID,
    spans,
    roots: spans.filter((span) => span.depth === 0),
    startTime: Number.isFinite(startTime) ? startTime : 0,
    duration: spans.length > 0 ? endTime - startTime : 0,
    services: countServices(spans),
    errorCount: spans.filter((span) => span.error).length,
  };
}

/** A span before it has its place, with the names that the tree reads. */
interface Unplaced extends LinkedSpan {
  readonly json: JaegerSpan;
  readonly process: JaegerProcess & { readonly service: string };
  readonly parentReference: JaegerReference | undefined;
}

function readSpan(span: JaegerSpan, json: JaegerTrace, startTime: number): Unplaced {
  const parentReference = jaegerParent(span);
  const process = json.processes[span.processID] ?? { serviceName: "unknown", tags: [] };
  return {
    json: span,
    spanId: span.spanID,
    parentSpanId: parentReference?.spanID ?? "",
    kind: textOf(span.tags, "span.kind"),
    startUs: span.startTime - startTime,
    process: { ...process, service: process.serviceName },
    followsParent: parentReference?.refType === "FOLLOWS_FROM",
    parentReference,
  };
}

type Draft = { -readonly [K in keyof Span]: Span[K] extends readonly Span[] ? Draft[] : Span[K] };

function inOrder(unplaced: readonly Unplaced[]): readonly Span[] {
  const { nodes } = treeOf(unplaced);
  const drafts = new Map<TreeNode<Unplaced>, Draft>();
  for (const [index, node] of nodes.entries()) {
    const parent = node.parent ? drafts.get(node.parent)! : null;
    const draft = place(node, index, parent);
    parent?.children.push(draft);
    drafts.set(node, draft);
  }
  const ordered = [...drafts.values()];
  for (const span of ordered.toReversed()) if (span.parent) (span.parent as Draft).below += 1 + span.below;
  return ordered;
}

function place({ span, place: where, depth }: TreeNode<Unplaced>, index: number, parent: Draft | null): Draft {
  const { json } = span;
  return {
    index,
    id: span.spanId,
    service: span.process.service,
    operation: json.operationName,
    kind: span.kind,
    error: json.tags.some((tag) => tag.key === "error" && (tag.value === true || tag.value === "true")),
    start: span.startUs,
    duration: json.duration,
    end: span.startUs + json.duration,
    depth,
    place: where,
    parentId: span.parentSpanId,
    parent,
    followsParent: span.followsParent === true,
    children: [],
    below: 0,
    flags: json.flags ?? 1,
    tags: json.tags,
    logs: json.logs.toSorted((a, b) => a.timestamp - b.timestamp),
    links: json.references.filter((reference) => reference !== span.parentReference),
    warnings: json.warnings ?? [],
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
export function textOf(tags: readonly JaegerTag[], key: string): string {
  const tag = tags.find((candidate) => candidate.key === key);
  return tag === undefined ? "" : String(tag.value);
}
