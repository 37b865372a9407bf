/** As much of a span as its place in a trace needs. Ids are hex; a root's parent is "". Times in microseconds. */
export interface PlacedSpan {
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly operation: string;
  readonly kind: string;
  readonly error: boolean;
  readonly startUs: number;
  readonly durationUs: number;
  readonly process: { readonly service: string };
}

/** A span with the spans that name it as their parent. */
export interface TraceNode {
  readonly span: PlacedSpan;
  readonly children: readonly TraceNode[];
}

/** A trace as a tree, and what doesn't fit into one. */
export interface TraceTree {
  readonly roots: readonly TraceNode[];
  /** Spans whose parent is not there. */
  readonly orphans: readonly PlacedSpan[];
  /** Span ids that were met more than once. */
  readonly duplicates: readonly string[];
}

export function treeOf(spans: readonly PlacedSpan[]): TraceTree {
  const byParent = Map.groupBy(spans, ({ parentSpanId }) => parentSpanId);
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const node = (span: PlacedSpan): TraceNode => ({
    span,
    children: (byParent.get(span.spanId) ?? []).map(node),
  });
  const seen = new Set<string>();
  return {
    roots: spans.filter(({ parentSpanId }) => parentSpanId === "").map(node),
    orphans: spans.filter(({ parentSpanId }) => parentSpanId !== "" && !ids.has(parentSpanId)),
    duplicates: spans.map(({ spanId }) => spanId).filter((id) => seen.size === seen.add(id).size),
  };
}

/**
 * Whether all spans of a trace have arrived: one root, nobody's parent missing, and every outgoing rpc has been seen by
 * the one who was called.
 */
export function isWhole(spans: readonly PlacedSpan[]): boolean {
  const { roots, orphans } = treeOf(spans);
  const answered = new Set(spans.filter(({ kind }) => kind === "server").map(({ parentSpanId }) => parentSpanId));
  const calls = spans.filter(({ kind, operation }) => kind === "client" && operation.includes("/"));
  return roots.length === 1 && orphans.length === 0 && calls.every(({ spanId }) => answered.has(spanId));
}

/**
 * The shape of a trace as text, for comparison with what a test expects: one line a span, children indented and in
 * alphabetical order (what runs at the same time has no order), alike subtrees counted, failed spans marked with "!".
 */
export function shapeOf(spans: readonly PlacedSpan[]): string {
  const { roots, orphans, duplicates } = treeOf(spans);
  return [
    ...collapse(roots.map(linesOf)),
    ...orphans.map((span) => `orphan ${label(span)}`),
    ...duplicates.map((id) => `duplicate ${id}`),
  ].join("\n");
}

function linesOf({ span, children }: TraceNode): string[] {
  return [label(span), ...collapse(children.map(linesOf)).map((line) => `  ${line}`)];
}

/** Subtrees in order, each kind once, with its count at the end of its first line. */
function collapse(subtrees: readonly (readonly string[])[]): string[] {
  const counts = Map.groupBy(subtrees, (lines) => lines.join("\n"));
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([text, alike]) => {
      const [first = "", ...rest] = text.split("\n");
      return [alike.length > 1 ? `${first} ×${alike.length}` : first, ...rest];
    });
}

/** A span in a line: its service, "→" when it asks, "←" when it answers, "·" when neither, and its operation. */
export function labelOf({ process, operation, kind }: PlacedSpan): string {
  const arrow = kind === "client" ? "→" : kind === "server" ? "←" : "·";
  return `${process.service} ${arrow} ${shortOperation(operation)}`;
}

/** The operation without the package of our rpcs: "CartService/GetCart". */
export function shortOperation(operation: string): string {
  return operation.replace(/^hipstershop\./, "");
}

function label(span: PlacedSpan): string {
  return `${labelOf(span)}${span.error ? " !" : ""}`;
}
