import { type Span, spanWarnings, type Trace, treeOf } from "@hipstershop/traces";

/** One line of the waterfall: a span, how deep it hangs below its root, and what is odd about it. */
export interface Row {
  readonly span: Span;
  readonly depth: number;
  readonly warnings: readonly string[];
}

/** The spans as a tree written out line by line: every span has exactly one row, whatever it claims to hang below. */
export function waterfall(trace: Trace): Row[] {
  const tree = treeOf(trace.spans);
  const warnings = spanWarnings(trace, tree);
  return tree.nodes.map(({ span, depth }) => ({ span, depth, warnings: warnings.get(span) ?? [] }));
}
