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
  readonly parentId: string;
  readonly parent: Span | null;
  readonly children: readonly Span[];
  /** How many spans hang below this one: they follow it in the order of the waterfall. */
  readonly below: number;
  readonly flags: number;
  readonly tags: readonly JaegerTag[];
  readonly logs: readonly JaegerLog[];
  readonly links: readonly JaegerReference[];
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

type Draft = { -readonly [K in keyof Span]: Span[K] extends readonly Span[] ? Draft[] : Span[K] };

/** Puts the spans of a trace into a tree. Spans whose parent is missing, or that go round in a ring, are roots. */
export function readTrace(json: JaegerTrace): Trace {
  let startTime = Infinity;
  let endTime = -Infinity;
  for (const span of json.spans) {
    startTime = Math.min(startTime, span.startTime);
    endTime = Math.max(endTime, span.startTime + span.duration);
  }
  const drafts = json.spans.map((span) => draftOf(span, json, startTime)).sort((a, b) => a.start - b.start);
  const spans = inOrder(drafts);
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

function draftOf(span: JaegerSpan, json: JaegerTrace, startTime: number): Draft {
  const parentReference =
    span.references.find((reference) => reference.refType === "CHILD_OF" && reference.traceID === span.traceID) ??
    (span.references.length === 1 && span.references[0]?.traceID === span.traceID ? span.references[0] : undefined);
  const start = span.startTime - startTime;
  return {
    index: 0,
    id: span.spanID,
    service: json.processes[span.processID]?.serviceName ?? "unknown",
    operation: span.operationName,
    kind: textOf(span.tags, "span.kind"),
    error: span.tags.some((tag) => tag.key === "error" && (tag.value === true || tag.value === "true")),
    start,
    duration: span.duration,
    end: start + span.duration,
    depth: 0,
    parentId: parentReference?.spanID ?? "",
    parent: null,
    children: [],
    below: 0,
    flags: span.flags ?? 1,
    tags: span.tags,
    logs: span.logs.toSorted((a, b) => a.timestamp - b.timestamp),
    links: span.references.filter((reference) => reference !== parentReference),
    process: json.processes[span.processID] ?? { serviceName: "unknown", tags: [] },
  };
}

function inOrder(drafts: readonly Draft[]): readonly Span[] {
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  for (const draft of drafts) {
    const parent = byId.get(draft.parentId);
    if (parent && parent !== draft) {
      draft.parent = parent;
      parent.children.push(draft);
    }
  }
  const ordered: Draft[] = [];
  const placed = new Set<Draft>();
  for (const draft of drafts) if (!draft.parent) place(draft, ordered, placed);
  for (const draft of drafts) {
    if (placed.has(draft)) continue;
    // A ring: cut where it begins earliest.
    const { parent } = draft;
    if (parent) (parent as Draft).children = (parent as Draft).children.filter((child) => child !== draft);
    draft.parent = null;
    place(draft, ordered, placed);
  }
  countBelow(ordered);
  return ordered;
}

/** With a stack of our own: a chain of ten thousand spans would exhaust the call stack. */
function place(root: Draft, ordered: Draft[], placed: Set<Draft>): void {
  const pending = [root];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (placed.has(next)) continue;
    placed.add(next);
    next.depth = next.parent ? next.parent.depth + 1 : 0;
    next.index = ordered.length;
    ordered.push(next);
    for (const child of next.children.toReversed()) pending.push(child);
  }
}

function countBelow(ordered: readonly Draft[]): void {
  for (const span of ordered.toReversed()) {
    if (span.parent) (span.parent as Draft).below += 1 + span.below;
  }
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
