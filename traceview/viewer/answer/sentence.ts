import type { Span } from "../model/trace.ts";

/** What a sentence about a trace is about. */
export type Topic = "asked" | "failure" | "broken" | "time" | "together" | "repeated" | "fault";

/** A sentence about a trace, and the spans that it speaks of. */
export interface Sentence {
  readonly topic: Topic;
  readonly text: string;
  readonly spans: readonly Span[];
  /** Another trace to open. */
  readonly traceId?: string;
}

const LISTED_MAX = 3;

/** "a", "a and b", "a, b and c", "a, b, c and 2 others". */
export function listText(names: readonly string[]): string {
  const shown = names.length > LISTED_MAX + 1 ? names.slice(0, LISTED_MAX) : names;
  const rest = names.length - shown.length;
  const all = rest > 0 ? [...shown, `${rest} others`] : shown;
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)!}`;
}

/** Names with how often each occurs, the most frequent first: "5 × GetProduct", "GetQuote". */
export function countedNames(names: readonly string[]): readonly string[] {
  return [...Map.groupBy(names, (name) => name || "(no name)")]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([name, all]) => (all.length > 1 ? `${all.length} × ${name}` : name));
}

/** "CartService/GetCart" as "GetCart"; other operations as they are. */
export function methodOf(operation: string): string {
  return /^[\w.]+\/(\w+)$/.exec(operation)?.[1] ?? operation;
}
