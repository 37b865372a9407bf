import type { Trace } from "@hipstershop/traces";
import { contrastTraces } from "../compare/contrast.ts";
import { TESTED_MIN } from "../compare/whole.ts";
import type { Params } from "../query/params.ts";
import { QueryError } from "../query/query-error.ts";
import type { SpanStore } from "../store/span-store.ts";
import type { SharedAnswer } from "./answers.ts";
import { QueryProblem } from "./language.ts";
import { durationParameterUs, tracesOfFilter } from "./search.ts";

/** Traces that are looked at, the newest: more take time and do not change the result. */
const TRACES_MAX = 1000;

/**
 * What the marked traces of a search share and the others do not. The mark is an area: traces that took longer than
 * `slower`, at most `faster`, and began between `from` and `to`; the other traces of the search are the others.
 */
export function sharedAnswer(store: SpanStore, params: Params): SharedAnswer {
  const isMarked = readMark(params);
  try {
    const traces = tracesOfFilter(store, params, TRACES_MAX);
    const [marked, others] = [traces.filter(isMarked), traces.filter((trace) => !isMarked(trace))];
    const contrasts = contrastTraces(marked, others);
    const counts = { marked: marked.length, others: others.length };
    return { ...counts, contrasts, note: contrasts.length > 0 ? "" : noteOf(counts) };
  } catch (error) {
    if (!(error instanceof QueryProblem)) throw error;
    throw new QueryError(400, `'q', character ${error.position}: ${error.message}`);
  }
}

function readMark(params: Params): (trace: Trace) => boolean {
  const [slowerUs, fasterUs] = [durationParameterUs(params, "slower"), durationParameterUs(params, "faster")];
  const [fromUs, toUs] = [params.integer("from") ?? 0, params.integer("to") ?? Infinity];
  return ({ startUs, endUs }) => {
    const durationUs = endUs - startUs;
    return (
      durationUs > (slowerUs ?? -1) && durationUs <= (fasterUs ?? Infinity) && startUs >= fromUs && startUs <= toUs
    );
  };
}

function noteOf({ marked, others }: Pick<SharedAnswer, "marked" | "others">): string {
  if (marked === 0) return "";
  if (Math.min(marked, others) >= TESTED_MIN) return "Nothing sets them apart beyond chance.";
  return `Too few traces for a test: ${marked} marked, ${others} others; it takes ${TESTED_MIN} of each.`;
}
