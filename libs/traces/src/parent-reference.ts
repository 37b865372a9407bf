/** A reference to another span, as Jaeger's JSON has it. Ids are hex, with or without leading zeros. */
export interface JaegerReference {
  readonly refType: string;
  /** Left out it is the span's own trace. */
  readonly traceID?: string;
  readonly spanID: string;
}

/** As much of a span in Jaeger's JSON as names its parent. */
export interface ReferringSpan<R extends JaegerReference> {
  readonly traceID?: string;
  readonly references?: readonly R[] | null;
}

/**
 * Which of the references within a span's own trace names the parent: the first CHILD_OF, or else the first FOLLOWS_FROM, as in
 * Jaeger. All others are links.
 */
export function parentReference<R>(own: readonly R[], isChildOf: (reference: R) => boolean): R | undefined {
  return own.find(isChildOf) ?? own[0];
}

/** The same of a span in Jaeger's JSON, whose references may lead into other traces, or nowhere. */
export function jaegerParent<R extends JaegerReference>({ traceID, references }: ReferringSpan<R>): R | undefined {
  const isChildOf = ({ refType }: R): boolean => refType === "CHILD_OF";
  const own = (references ?? []).filter(
    // Of a span that does not say which trace is its own, only a CHILD_OF is surely within it.
    (one) =>
      /[^0]/.test(one.spanID) && (traceID === undefined ? isChildOf(one) : isSame(one.traceID ?? traceID, traceID)),
  );
  return parentReference(own, isChildOf);
}

function isSame(a: string, b: string): boolean {
  return a === b || a.padStart(32, "0").toLowerCase() === b.padStart(32, "0").toLowerCase();
}
