/** One path from the root, such as "frontend GET / › currencyservice Convert", aggregated over a group of traces. */
export interface PathStats {
  /** Spans per trace, on average. */
  readonly countPerTrace: number;
  readonly errorShare: number;
  readonly durationMedian: number;
  readonly selfMedian: number;
}

export interface PathDifference {
  readonly path: readonly string[];
  /** null: the path does not exist in that group. */
  readonly a: PathStats | null;
  readonly b: PathStats | null;
  /** Change of the median self time from a to b. */
  readonly selfDelta: number;
  readonly durationDelta: number;
  /** Two-sided p of the self times' difference, corrected for the number of paths; 1 when there is too little data. */
  readonly pValue: number;
  /** "added" and "removed" are structure; "slower", "faster", "errors" are significant; "same" is neither. */
  readonly verdict: "added" | "removed" | "slower" | "faster" | "errors" | "same";
}

export interface Comparison {
  readonly a: { readonly traces: number };
  readonly b: { readonly traces: number };
  /** Likely causes first: the paths whose own time changed, significant ones before others. */
  readonly differences: readonly PathDifference[];
}
