/** A reference to another span in Jaeger's JSON. Ids are hex, with or without leading zeros. */
export interface JaegerReference {
  readonly refType: string;
  /** Default: the span's own trace. */
  readonly traceID?: string;
  readonly spanID: string;
}

/** The fields of a span in Jaeger's JSON that name its parent. */
export interface ReferringSpan<R extends JaegerReference> {
  readonly traceID?: string;
  readonly references?: readonly R[] | null;
}

/**
 * The parent reference among those to a span's own trace: the first CHILD_OF, otherwise the first FOLLOWS_FROM, as in
 * Jaeger. All others are links.
 */
export function parentReference<R>(own: readonly R[], isChildOf: (reference: R) => boolean): R | undefined {
  return own.find(isChildOf) ?? own[0];
}

/** The parent reference of a span in Jaeger's JSON; references to other traces and to the zero id are ignored. */
export function jaegerParent<R extends JaegerReference>({ traceID, references }: ReferringSpan<R>): R | undefined {
  const isChildOf = ({ refType }: R): boolean => refType === "CHILD_OF";
  const own = (references ?? []).filter(
    // When the span has no trace id, only a CHILD_OF is known to refer to its own trace.
    (one) =>
      /[^0]/.test(one.spanID) && (traceID === undefined ? isChildOf(one) : isSameId(one.traceID ?? traceID, traceID)),
  );
  return parentReference(own, isChildOf);
}

function isSameId(a: string, b: string): boolean {
  return a === b || a.padStart(32, "0").toLowerCase() === b.padStart(32, "0").toLowerCase();
}
