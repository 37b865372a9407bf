import { durationText, spanName } from "@hipstershop/traces";
import { answerTo, numberIn } from "../src/course/answers.ts";
import {
  about,
  type Answers,
  type CheckContext,
  type Click,
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
import { judgeNumber } from "../src/course/number-answers.ts";
import { traceOf, wholeTrace, type WholeTrace } from "../src/course/spans.ts";
import { isWhole, traceReader } from "../src/course/trace-reader.ts";
import { callsIn, lastOtherEnd, msOf, tellsApart, withoutQuote, withoutRecommendations } from "./predictions.ts";

/** The delay that stays when the recommendations answer. */
const QUOTE_FAULT = "shippingSlow:200ms";
const RUNS = 2;
/** On a busy machine a wrong answer may come near to the right one: then another page is asked for, so many times. */
const PAGES_MAX = 3;
const COINCIDE = "In this trace a wrong way to count comes to the same as the right one. Begin anew for another.";

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
    return { clicks: { cart: await separatingPage(stage) }, facts: {} };
  },
  async check(answers, context) {
    const trace = await traceOf(context, "cart");
    const quote = numberIn(answerTo(answers, "quote"), "ms");
    const recommendations = numberIn(answerTo(answers, "recommendations"), "ms");
    if (quote === undefined || recommendations === undefined) return notYet("Both answers are times, such as 120 ms.");
    return (
      about("quote", checkQuote(quote, trace)) ??
      about("recommendations", await checkRecommendations(recommendations, trace, context))
    );
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: (context) => solution(context) },
    wrong("wrong-subtract", "ran beside", "quote", (trace) => withoutQuote(trace).wrongs[0]),
    wrong("wrong-nothing", "Nothing takes no time", "quote", (trace) => withoutQuote(trace).wrongs[1]),
    wrong("wrong-subtract-hang", "would still wait for", "recommendations", (trace) => wrongOf(trace, 0)),
    wrong("wrong-unchanged", "was waiting for nothing else", "recommendations", (trace) => wrongOf(trace, 1)),
    wrong("wrong-half", "The page took", "recommendations", (trace) => wrongOf(trace, 2)),
  ],
};

/** The page of a cart with one product, in a new visitor's name. */
async function cartPage(stage: Stage, fault: string) {
  const visitor = stage.visitor();
  await visitor.post("/cart", { product_id: TYPEWRITER, quantity: "1" });
  return visitor.get("/cart", { fault });
}

/** The page that hangs, of which the trace tells right and wrong answers apart, if it can be had. */
async function separatingPage(stage: Stage): Promise<Click> {
  const traces = traceReader(stage.tracesApi ?? stage.tracesUrl);
  for (let page = 1; ; page += 1) {
    const click = await cartPage(stage, `${QUOTE_FAULT}+recommendationHang:on`);
    if (page === PAGES_MAX) return click;
    const trace = await traces.whole(click.traceId).catch(() => undefined);
    // A trace that is late is looked at by the check.
    if (!trace?.root || !isWhole(trace) || tellsApart({ ...trace, root: trace.root })) return click;
  }
}

function wrongOf(trace: WholeTrace, index: number): number | undefined {
  return withoutRecommendations(trace).wrongs[index];
}

function checkQuote(given: number, trace: WholeTrace): Verdict | undefined {
  const { quote, recommendations } = callsIn(trace);
  const possible = withoutQuote(trace);
  const [predicted] = possible.rights;
  const judged = judgeNumber(given, possible);
  if (judged === "right") return undefined;
  if (judged === "unclear") return notYet(COINCIDE);
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
  const [predicted] = withoutRecommendations(trace).rights;
  const runs = await Promise.all(Array.from({ length: RUNS }, () => cartPage(context.stage, QUOTE_FAULT)));
  const reruns = await Promise.all(
    runs.map(({ traceId }) => wholeTrace(context, traceId, "the page without the delay")),
  );
  const fastest = reruns.toSorted((a, b) => a.root.durationUs - b.root.durationUs)[0] ?? trace;
  const judged = judgeNumber(given, withoutRecommendations(trace, msOf(fastest.root)));
  const evidence = [evidenceOf(recommendations), evidenceOf(fastest.root)];
  const came = `The page took ${reruns.map(({ root }) => durationText(root.durationUs)).join(" and ")} when it was asked for again without the hanging recommendations.`;
  if (judged === "unclear") return notYet(COINCIDE, ...evidence);
  if (judged === "right") {
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

async function solution(context: CheckContext): Promise<Answers> {
  const trace = await traceOf(context, "cart");
  return {
    quote: `${Math.round(withoutQuote(trace).rights[0])} ms`,
    recommendations: `${Math.round(withoutRecommendations(trace).rights[0])} ms`,
  };
}

/** A case with the solution's other answer: one of those that are plausible and wrong. */
function wrong(
  name: string,
  because: string,
  key: "quote" | "recommendations",
  answer: (trace: WholeTrace) => number | undefined,
): LabCase {
  return {
    name,
    expected: "failed",
    because,
    answers: async (context) => {
      const given = answer(await traceOf(context, "cart")) ?? 0;
      return { ...(await solution(context)), [key]: `${Math.round(given)} ms` };
    },
  };
}
