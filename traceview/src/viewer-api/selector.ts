import type { Trace } from "@hipstershop/traces";
import type { SpanStore } from "../store/span-store.ts";
import type { Params } from "../query/params.ts";
import { QueryError } from "../query/query-error.ts";
import { traceById } from "../query/trace-by-id.ts";
import { QueryProblem } from "./language.ts";
import { tracesOfQuery } from "./search.ts";

/** Maximum traces of a group: more do not change the result, and take time to compare. */
const GROUP_MAX = 500;

/**
 * The traces of one side of a comparison: ids separated by commas, or "q:" and a query, at most the newest GROUP_MAX.
 */
export function selectTraces(store: SpanStore, params: Params, name: "a" | "b"): Trace[] {
  const text = params.text(name);
  if (text === undefined) throw new QueryError(400, `parameter '${name}' is required: trace ids, or q: and a query`);
  if (!text.startsWith("q:")) {
    const ids = [...new Set(text.split(","))].slice(0, GROUP_MAX);
    return ids.map((id) => traceById(store, id.trim()));
  }
  try {
    return tracesOfQuery(store, text.slice(2), GROUP_MAX, params);
  } catch (error) {
    if (!(error instanceof QueryProblem)) throw error;
    throw new QueryError(400, `'${name}', character ${error.position} of the query: ${error.message}`);
  }
}
