import type { Span } from "@hipstershop/traces";
import { isToldApart, type NumberAnswers } from "../src/course/number-answers.ts";
import { callsOf, endOf, type WholeTrace } from "../src/course/spans.ts";

/** How far a prediction may be off, for what no trace foretells: other work of the machine. */
const TOLERANCE = { share: 0.2, atLeast: 30 };
/** Without the quote the page takes as long as it did. */
const UNCHANGED_TOLERANCE = { share: 0.1, atLeast: 30 };

/** The two calls that might become faster. */
export function callsIn(trace: WholeTrace): { readonly quote: Span; readonly recommendations: Span } {
  const [quote] = callsOf(trace, "GetQuote", "frontend");
  const [recommendations] = callsOf(trace, "ListRecommendations", "frontend");
  return { quote: quote ?? trace.root, recommendations: recommendations ?? trace.root };
}

/** The page's time without the quote; wrong are that time less the quote's, and nothing. In milliseconds. */
export function withoutQuote(trace: WholeTrace): NumberAnswers {
  const { quote } = callsIn(trace);
  const right = withoutCallMs(trace, quote);
  return { rights: [right], wrongs: [msOf(trace.root) - msOf(quote), 0], tolerance: UNCHANGED_TOLERANCE };
}

/**
 * The page's time without the recommendations; wrong are the time less that of the call, the time as it was, and half of
 * the way there. In milliseconds.
 *
 * @param measured what the page took without them; less than predicted is right, too.
 */
export function withoutRecommendations(trace: WholeTrace, measured?: number): NumberAnswers {
  const { recommendations } = callsIn(trace);
  const [before, right] = [msOf(trace.root), withoutCallMs(trace, recommendations)];
  return {
    rights: measured !== undefined && measured < right ? [right, measured] : [right],
    wrongs: [Math.max(0, before - msOf(recommendations)), before, (before + right) / 2],
    tolerance: TOLERANCE,
  };
}

/** Whether right and wrong answers are far apart in this trace, as they are unless the machine was busy. */
export function tellsApart(trace: WholeTrace): boolean {
  return isToldApart(withoutQuote(trace)) && isToldApart(withoutRecommendations(trace));
}

/** When the last of the other calls ended; what is below the call goes with it. */
export function lastOtherEnd({ nodes, root }: WholeTrace, call: Span): number {
  const isBelowCall = (node: (typeof nodes)[number] | undefined): boolean =>
    node !== undefined && (node.span === call || isBelowCall(node.parent));
  return Math.max(...nodes.filter((node) => node.span !== root && !isBelowCall(node)).map(({ span }) => endOf(span)));
}

export function msOf({ durationUs }: Span): number {
  return durationUs / 1000;
}

/** The page's time if one of its calls took none, and nothing waited for that call but the page. In milliseconds. */
function withoutCallMs(trace: WholeTrace, call: Span): number {
  return (trace.root.durationUs - Math.max(0, endOf(call) - lastOtherEnd(trace, call))) / 1000;
}
