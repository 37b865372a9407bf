import type { Span } from "@hipstershop/traces";
import { expect, test } from "vitest";
import { judgeNumber } from "../src/course/number-answers.ts";
import type { WholeTrace } from "../src/course/spans.ts";
import { readTrace } from "../src/course/trace-reader.ts";
import { tellsApart, withoutQuote, withoutRecommendations } from "./predictions.ts";

interface Times {
  /** Milliseconds before the two calls begin, and after both have ended. */
  readonly before: number;
  readonly after: number;
  readonly quote: number;
  readonly recommendations: number;
}

function page({ before, after, quote, recommendations }: Times): WholeTrace {
  const span = (spanId: string, operation: string, startMs: number, durationMs: number): Span => ({
    traceId: "1".repeat(32),
    spanId,
    parentSpanId: spanId === "a" ? "" : "a",
    flags: 1,
    operation,
    kind: spanId === "a" ? "server" : "client",
    error: false,
    startUs: 1 + startMs * 1000,
    durationUs: durationMs * 1000,
    tags: [],
    logs: [],
    links: [],
    process: { service: "frontend", tags: [] },
  });
  const root = span("a", "GET /cart", 0, before + Math.max(quote, recommendations) + after);
  const calls = [
    span("b", "hipstershop.ShippingService/GetQuote", before, quote),
    span("c", "hipstershop.RecommendationService/ListRecommendations", before, recommendations),
  ];
  return { ...readTrace("1".repeat(32), [root, ...calls]), root };
}

/** Every plausible wrong answer, rounded as people and cases give it. */
function verdictsOfWrongs(trace: WholeTrace, measured?: number): readonly string[] {
  return [withoutQuote(trace), withoutRecommendations(trace, measured)].flatMap((answers) =>
    answers.wrongs.map((wrong) => judgeNumber(Math.round(wrong), answers)),
  );
}

test("in a page of a shop that is not busy, right and wrong answers are told apart", () => {
  const trace = page({ before: 20, after: 10, quote: 210, recommendations: 1000 });
  expect(tellsApart(trace)).toBe(true);
  expect(withoutRecommendations(trace).rights).toEqual([240]);
  expect(withoutRecommendations(trace, 215).rights).toEqual([240, 215]);
  expect(withoutRecommendations(trace, 300).rights).toEqual([240]);
  expect(withoutQuote(trace).rights).toEqual([1030]);
  expect(verdictsOfWrongs(trace, 215)).toEqual(Array(5).fill("wrong"));
});

test.each([
  // Half of the way is within a fifth of the right answer.
  { before: 900, after: 700, quote: 800, recommendations: 1000, measured: 1500 },
  // So is the whole time less that of the quote, or of the recommendations.
  { before: 2000, after: 500, quote: 200, recommendations: 1000, measured: 2100 },
  // What was measured is the time of everything but the recommendations.
  { before: 900, after: 10, quote: 220, recommendations: 1000, measured: 910 },
])("on a busy machine ($before ms before the calls) no wrong answer is judged right", ({ measured, ...times }) => {
  const trace = page(times);
  expect(tellsApart(trace)).toBe(false);
  expect(verdictsOfWrongs(trace, measured)).toEqual(Array(5).fill("wrong"));
  for (const answers of [withoutQuote(trace), withoutRecommendations(trace, measured)])
    expect(judgeNumber(Math.round(answers.rights[0]), answers)).toBe("right");
});

test("when the recommendations ended with the quote, nothing is judged right", () => {
  const trace = page({ before: 20, after: 10, quote: 1000, recommendations: 1000 });
  const answers = withoutRecommendations(trace);
  expect([30, 530, 1030].map((given) => judgeNumber(given, answers))).toEqual(["unclear", "unclear", "unclear"]);
});
