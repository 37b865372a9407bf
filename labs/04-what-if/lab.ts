import { durationText, type Span, spanName } from "@hipstershop/traces";
import { answerTo, numberIn } from "../src/course/answers.ts";
import {
  type Answers,
  type CheckContext,
  evidenceOf,
  failed,
  folderOf,
  type Lab,
  type LabCase,
  notYet,
  passed,
  type Verdict,
} from "../src/course/lab.ts";
import { type Stage, TYPEWRITER } from "../src/course/stage.ts";
import { callsOf, endOf, isNear, traceOf, wholeTrace, type WholeTrace } from "../src/course/spans.ts";

/** The delay that stays when the recommendations answer. */
const QUOTE_FAULT = "shippingSlow:200ms";
const RUNS = 2;
/** How far a prediction may be off, for what no trace foretells: other work of the machine. */
const TOLERANCE = { share: 0.2, atLeast: 30 };

export const lab: Lab = {
  id: "04",
  folder: folderOf(import.meta.dirname),
  title: "What if this call were faster?",
  minutes: 5,
  questions: [
    { key: "quote", kind: "number", unit: "ms", text: "How long would the page take if GetQuote took no time?" },
    {
      key: "recommendations",
      kind: "number",
      unit: "ms",
      text: "How long would the page take if ListRecommendations took no time?",
    },
  ],
  async prepare(stage) {
    // The first page of a shop makes connections, which is another story.
    await stage.visitor().get("/cart");
    return { clicks: { cart: await cartPage(stage, `${QUOTE_FAULT}+recommendationHang:on`) }, facts: {} };
  },
  async check(answers, context) {
    const trace = await traceOf(context, "cart");
    const quote = numberIn(answerTo(answers, "quote"), "ms");
    const recommendations = numberIn(answerTo(answers, "recommendations"), "ms");
    if (quote === undefined || recommendations === undefined) return notYet("Both answers are times, such as 120 ms.");
    return checkQuote(quote, trace) ?? checkRecommendations(recommendations, trace, context);
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: (context) => solution(context) },
    wrong("wrong-subtract", "ran beside", "quote", (trace, { quote }) => rootMs(trace) - msOf(quote)),
    wrong("wrong-nothing", "Nothing takes no time", "quote", () => 0),
    wrong("wrong-subtract-hang", "would still wait for", "recommendations", (trace, calls) =>
      Math.max(0, rootMs(trace) - msOf(calls.recommendations)),
    ),
    wrong("wrong-unchanged", "was waiting for nothing else", "recommendations", (trace) => rootMs(trace)),
    wrong(
      "wrong-half",
      "The page took",
      "recommendations",
      (trace, { recommendations }) => (rootMs(trace) + withoutCallMs(trace, recommendations)) / 2,
    ),
  ],
};

/** The page of a cart with one product, in a new visitor's name. */
async function cartPage(stage: Stage, fault: string) {
  const visitor = stage.visitor();
  await visitor.post("/cart", { product_id: TYPEWRITER, quantity: "1" });
  return visitor.get("/cart", { fault });
}

function checkQuote(given: number, trace: WholeTrace): Verdict | undefined {
  const { quote, recommendations } = callsIn(trace);
  const predicted = withoutCallMs(trace, quote);
  if (isNear(given, predicted, { share: 0.1, atLeast: 30 })) return undefined;
  if (given <= 1) {
    return failed("Nothing takes no time: the page has other calls to wait for.", evidenceOf(recommendations));
  }
  return failed(
    `Not ${Math.round(given)} ms without GetQuote: its ${durationText(quote.durationUs)} ran beside ${spanName(recommendations)}, which ended later. The page would still wait for that, and take ${Math.round(predicted)} ms as before.`,
    evidenceOf(quote),
    evidenceOf(recommendations),
  );
}

async function checkRecommendations(given: number, trace: WholeTrace, context: CheckContext): Promise<Verdict> {
  const { quote, recommendations } = callsIn(trace);
  const predicted = withoutCallMs(trace, recommendations);
  const runs = await Promise.all(Array.from({ length: RUNS }, () => cartPage(context.stage, QUOTE_FAULT)));
  const reruns = await Promise.all(
    runs.map(({ traceId }) => wholeTrace(context, traceId, "the page without the delay")),
  );
  const fastest = reruns.toSorted((a, b) => a.root.durationUs - b.root.durationUs)[0] ?? trace;
  const measured = rootMs(fastest);
  const evidence = [evidenceOf(recommendations), evidenceOf(fastest.root)];
  const came = `The page took ${reruns.map(({ root }) => durationText(root.durationUs)).join(" and ")} when it was asked for again without the hanging recommendations.`;
  if (isNear(given, predicted, TOLERANCE) || (measured < predicted && isNear(given, measured, TOLERANCE))) {
    return passed(
      `Right: you said ${Math.round(given)} ms, and from the trace follow ${Math.round(predicted)} ms. ${came} Without GetQuote nothing would have changed, as it ran beside a longer call; without that call the page waits for GetQuote, so less is saved than the ${durationText(recommendations.durationUs)} that it took.`,
      ...evidence,
    );
  }
  if (given < predicted) {
    return failed(
      `Not ${Math.round(given)} ms. ${came} Without the recommendations it would still wait for ${spanName(quote)}, which took ${durationText(quote.durationUs)}, and for what comes after it.`,
      evidenceOf(quote),
      ...evidence,
    );
  }
  return failed(
    `Not ${Math.round(given)} ms. ${came} From ${durationText(lastOtherEnd(trace, recommendations) - trace.root.startUs)} on, the page was waiting for nothing else than the recommendations.`,
    ...evidence,
  );
}

function callsIn(trace: WholeTrace): { readonly quote: Span; readonly recommendations: Span } {
  const [quote] = callsOf(trace, "GetQuote", "frontend");
  const [recommendations] = callsOf(trace, "ListRecommendations", "frontend");
  return { quote: quote ?? trace.root, recommendations: recommendations ?? trace.root };
}

/** The page's time if one of its calls took none, and nothing waited for that call but the page. In milliseconds. */
function withoutCallMs(trace: WholeTrace, call: Span): number {
  return (trace.root.durationUs - Math.max(0, endOf(call) - lastOtherEnd(trace, call))) / 1000;
}

/** When the last of the other calls ended; what is below the call goes with it. */
function lastOtherEnd({ nodes, root }: WholeTrace, call: Span): number {
  const isBelowCall = (node: (typeof nodes)[number] | undefined): boolean =>
    node !== undefined && (node.span === call || isBelowCall(node.parent));
  return Math.max(...nodes.filter((node) => node.span !== root && !isBelowCall(node)).map(({ span }) => endOf(span)));
}

function rootMs({ root }: WholeTrace): number {
  return msOf(root);
}

function msOf({ durationUs }: Span): number {
  return durationUs / 1000;
}

async function solution(context: CheckContext): Promise<Answers> {
  const trace = await traceOf(context, "cart");
  const { quote, recommendations } = callsIn(trace);
  return {
    quote: `${Math.round(withoutCallMs(trace, quote))} ms`,
    recommendations: `${Math.round(withoutCallMs(trace, recommendations))} ms`,
  };
}

/** A case with the solution's other answer. */
function wrong(
  name: string,
  because: string,
  key: "quote" | "recommendations",
  answer: (trace: WholeTrace, calls: ReturnType<typeof callsIn>) => number,
): LabCase {
  return {
    name,
    expected: "failed",
    because,
    answers: async (context) => {
      const trace = await traceOf(context, "cart");
      return { ...(await solution(context)), [key]: `${Math.round(answer(trace, callsIn(trace)))} ms` };
    },
  };
}
