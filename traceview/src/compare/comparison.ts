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
   * Two-sided p-value of the difference in self time, corrected for the number of paths; null when a side has too few
   * traces for a test, or none with this path.
   */
  readonly pValue: number | null;
  /**
   * "added" and "removed" are changes of structure; "slower", "faster" and "errors" are significant changes; "same" is
   * a test without a significant result; "untested": there were too few traces for a test.
   */
  readonly verdict: "added" | "removed" | "slower" | "faster" | "errors" | "same" | "untested";
}

/** The durations of whole traces: the time of their requests, without the visitor's own spans. */
export interface WholeDifference {
  readonly a: { readonly durationMedian: number };
  readonly b: { readonly durationMedian: number };
  readonly durationDelta: number;
  /** Two-sided p-value; null when a side has too few traces for a test. */
  readonly pValue: number | null;
  readonly verdict: "slower" | "faster" | "same" | "untested";
}

export interface Comparison {
  readonly a: { readonly traces: number };
  readonly b: { readonly traces: number };
  /** The result as one sentence. */
  readonly headline: string;
  /** What limits the result, as sentences. */
  readonly notes: readonly string[];
  /** null when a side has no traces. */
  readonly whole: WholeDifference | null;
  /** Likely causes first: significant changes before others, then by the change of self time. */
  readonly differences: readonly PathDifference[];
}

/** A condition of a query: a key, and a value that is not quoted. */
export interface QueryTerm {
  readonly key: string;
  readonly value: string;
}

/** Something that many of the marked traces have and few of the others. */
export interface Contrast {
  readonly kind: "attribute" | "operation" | "call" | "service";
  /** As a person reads it, such as "app.currency.to=EUR". */
  readonly name: string;
  /** Conditions that one span of each trace with it meets. */
  readonly terms: readonly QueryTerm[];
  /** How many of the marked and of the other traces have it. */
  readonly marked: number;
  readonly others: number;
  /** Two-sided p-value of Fisher's exact test, corrected for the number of features. */
  readonly pValue: number;
  /** Features that exactly the same traces have. */
  readonly alike: readonly string[];
}
