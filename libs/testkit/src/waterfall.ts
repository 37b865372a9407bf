import { oneLine } from "@hipstershop/text";
import { nodesBelow, spanLabel, type TreeNode, treeOf } from "@hipstershop/traces";
import type { PlacedSpan } from "./trace-shape.ts";

const LABELS_MAX = 64;
const BAR = 40;
const LINES_MAX = 150;
/** What hangs deeper stands below it, so that its name can be seen. */
const DEPTH_MAX = 20;

interface Line {
  readonly label: string;
  readonly span: PlacedSpan;
}

/**
 * A trace as text, a line per span: who did what, when, and for how long. Failed spans end with "!", those of `marked` start
 * with "▸", spans whose parent is missing, or that go round in a ring, come last and say so. Long traces are cut, so that a failed test stays readable.
 */
export function waterfallOf(spans: readonly PlacedSpan[], marked: ReadonlySet<PlacedSpan> = new Set()): string {
  const { tops } = treeOf(spans);
  const isRoot = ({ place }: TreeNode<PlacedSpan>): boolean => place === "root";
  const nodes = nodesBelow([...tops.filter(isRoot), ...tops.filter((top) => !isRoot(top))]);
  const lines = nodes.map((node): Line => ({
    label: "  ".repeat(Math.min(node.depth, DEPTH_MAX)) + oddPlace(node) + oneLine(spanLabel(node.span)),
    span: node.span,
  }));
  const startUs = spans.reduce((least, span) => Math.min(least, span.startUs), Infinity);
  const endUs = spans.reduce((most, span) => Math.max(most, span.startUs + span.durationUs), 0);
  const width = lines.reduce((most, { label }) => Math.min(LABELS_MAX, Math.max(most, label.length)), 0);
  const written = lines.slice(0, LINES_MAX).map(({ label, span }) => {
    const mark = marked.has(span) ? "▸" : " ";
    const name = label.length > width ? `${label.slice(0, width - 1)}…` : label.padEnd(width);
    const time = `${(span.durationUs / 1000).toFixed(2)} ms`.padStart(11);
    return `${mark} ${name} │${barOf(span, startUs, endUs)}│${time}${span.error ? " !" : ""}`;
  });
  const rest = lines.length - written.length;
  return [...written, ...(rest > 0 ? [`  … and ${rest} more`] : [])].join("\n");
}

function oddPlace({ span, place }: TreeNode<PlacedSpan>): string {
  if (place === "orphan") return `(parent ${span.parentSpanId} missing) `;
  if (place === "ring") return "(parents in a ring) ";
  return place === "self" ? "(its own parent) " : "";
}

function barOf({ startUs, durationUs }: PlacedSpan, fromUs: number, toUs: number): string {
  const scale = BAR / Math.max(1, toUs - fromUs);
  const left = Math.min(BAR - 1, Math.floor((startUs - fromUs) * scale));
  const length = Math.min(BAR - left, Math.max(1, Math.round(durationUs * scale)));
  return `${" ".repeat(left)}${"█".repeat(length)}`.padEnd(BAR);
}
