import { labelOf, type PlacedSpan, type TraceNode, treeOf } from "./trace-shape.ts";

const LABELS_MAX = 64;
const BAR = 40;
const LINES_MAX = 150;

interface Line {
  readonly label: string;
  readonly span: PlacedSpan;
}

/**
 * A trace as text, a line per span: who did what, when, and for how long. Failed spans end with "!", those of `marked` start
 * with "▸", spans whose parent is missing come last and say so. Long traces are cut, so that a failed test stays readable.
 */
export function waterfallOf(spans: readonly PlacedSpan[], marked: ReadonlySet<PlacedSpan> = new Set()): string {
  const { roots, orphans } = treeOf(spans);
  const lines = [
    ...roots.flatMap((root) => linesOf(root, 0)),
    ...orphans.map((span) => ({ label: `(parent ${span.parentSpanId} missing) ${labelOf(span)}`, span })),
  ];
  const startUs = Math.min(...spans.map((span) => span.startUs));
  const endUs = Math.max(...spans.map((span) => span.startUs + span.durationUs));
  const width = Math.min(LABELS_MAX, Math.max(...lines.map(({ label }) => label.length)));
  const written = lines.slice(0, LINES_MAX).map(({ label, span }) => {
    const mark = marked.has(span) ? "▸" : " ";
    const name = label.length > width ? `${label.slice(0, width - 1)}…` : label.padEnd(width);
    const time = `${(span.durationUs / 1000).toFixed(2)} ms`.padStart(11);
    return `${mark} ${name} │${barOf(span, startUs, endUs)}│${time}${span.error ? " !" : ""}`;
  });
  const rest = lines.length - written.length;
  return [...written, ...(rest > 0 ? [`  … and ${rest} more`] : [])].join("\n");
}

function linesOf({ span, children }: TraceNode, depth: number): Line[] {
  const inOrder = children.toSorted((a, b) => a.span.startUs - b.span.startUs);
  return [
    { label: "  ".repeat(depth) + labelOf(span), span },
    ...inOrder.flatMap((child) => linesOf(child, depth + 1)),
  ];
}

function barOf({ startUs, durationUs }: PlacedSpan, fromUs: number, toUs: number): string {
  const scale = BAR / Math.max(1, toUs - fromUs);
  const left = Math.min(BAR - 1, Math.floor((startUs - fromUs) * scale));
  const length = Math.min(BAR - left, Math.max(1, Math.round(durationUs * scale)));
  return `${" ".repeat(left)}${"█".repeat(length)}`.padEnd(BAR);
}
