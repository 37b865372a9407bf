/** A path from the root, such as "frontend GET / › currencyservice Convert", aggregated over a group of traces. */
export interface PathStats {
  /** Spans per trace, on average. */
  readonly countPerTrace: number;
  readonly errorShare: number;
  readonly durationMedian: number;
  readonly selfMedian: number;
}

export interface PathDifference {
  readonly path: readonly string[];
  /** null: the group has no such path. */
  readonly a: PathStats | null;
  readonly b: PathStats | null;
  /** Change of the median self time from a to b. */
  readonly selfDelta: number;
  readonly durationDelta: number;
  /**
   * Two-sided p-value of the difference in self time, corrected for the number of paths; 1 when there is too little
   * data.
   */
  readonly pValue: number;
  /** "added" and "removed" are changes of structure; "slower", "faster" and "errors" are significant changes. */
  readonly verdict: "added" | "removed" | "slower" | "faster" | "errors" | "same";
}

export interface Comparison {
  readonly a: { readonly traces: number };
  readonly b: { readonly traces: number };
  /** Likely causes first: significant changes before others, then by the change of self time. */
  readonly differences: readonly PathDifference[];
}
