import { shortTraceId } from "@hipstershop/traces";
import type { SpanStore } from "../store/span-store.ts";
import type { FoundIds } from "./answers.ts";

const FOUND_MAX = 10;
/** Fewer digits would fit too many ids to be meant as one. */
const DIGITS_MIN = 4;

/** The ids that begin with these hex digits, as lists in the terminal show them; none for a text that is no id. */
export function foundIds(store: SpanStore, prefix: string): FoundIds {
  const digits = prefix.toLowerCase();
  if (!/^[\da-f]{1,32}$/.test(digits) || digits.length < DIGITS_MIN) return { traceIDs: [] };
  const traceIDs: string[] = [];
  for (const { traceId } of store.traces()) {
    if (shortTraceId(traceId).startsWith(digits) || traceId.startsWith(digits)) traceIDs.push(traceId);
    if (traceIDs.length === FOUND_MAX) break;
  }
  return { traceIDs };
}
