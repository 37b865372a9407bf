import type { LinkedSpan } from "./span-index.ts";

/** A span for tests, with defaults for all fields but its id. */
export function span(
  spanId: string,
  parentSpanId = "",
  more: Partial<LinkedSpan> & { readonly service?: string } = {},
) {
  const { service = "a", kind = "", startUs = 0, ...rest } = more;
  return { spanId, parentSpanId, kind, startUs, durationUs: 10, process: { service }, ...rest };
}

export function permutations<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((one, i) => permutations(list.toSpliced(i, 1)).map((rest) => [one, ...rest]));
}
