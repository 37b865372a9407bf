import { Random } from "@hipstershop/random";
import { durationText, shortOperation, type Span } from "@hipstershop/traces";
import { answerTo, isTrace, numberIn } from "../src/course/answers.ts";
import {
  about,
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
import { judgeNumber, type NumberAnswers } from "../src/course/number-answers.ts";
import { callsOf, endOf, isNear, traceOf, type WholeTrace } from "../src/course/spans.ts";

const NAMES = ["first", "second", "third"] as const;
/** The ways to convert: a variant of priceCalls each; "" is the shop's own way, all at once. */
const WAYS = ["priceCalls:sequential", "priceCalls:batch", ""] as const;
/** Makes the difference large enough to see. */
const SLOW = "currencySlow:eur";

/** A trace and its calls of the currency service. */
interface Page {
  readonly trace: WholeTrace;
  readonly calls: readonly Span[];
  /** From the start of the first call to the end of the last, in microseconds. */
  readonly spread: number;
  readonly way: "one after the other" | "all at once" | "one call for all";
}

export const lab: Lab = {
  id: "05",
  folder: folderOf(import.meta.dirname),
  title: "The same call, again and again",
  minutes: 6,
  questions: [
    { key: "staircase", kind: "trace", text: "Which trace converts the prices one after the other?" },
    { key: "calls", kind: "number", unit: "", text: "How many calls of Convert are in that trace?" },
    {
      key: "time",
      kind: "number",
      unit: "ms",
      text: "How long do they take, from the start of the first to the end of the last?",
    },
    { key: "batch", kind: "trace", text: "Which trace needs one call for all prices?" },
  ],
  async prepare(stage, seed) {
    const visitor = stage.visitor();
    await visitor.post("/setCurrency", { currency_code: "EUR" });
    const random = new Random(seed);
    const order = WAYS.map((way) => ({ way, rank: random.next() })).toSorted((a, b) => a.rank - b.rank);
    const clicks: Record<string, Awaited<ReturnType<typeof visitor.get>>> = {};
    for (const [index, { way }] of order.entries()) {
      const fault = [SLOW, way].filter((one) => one !== "").join("+");
      clicks[NAMES[index] ?? ""] = await visitor.get("/", { fault });
    }
    return { clicks, facts: {} };
  },
  async check(answers, context) {
    const pages = await pagesOf(context);
    const [staircase, atOnce, batch] = [
      pages.find(({ way }) => way === "one after the other"),
      pages.find(({ way }) => way === "all at once"),
      pages.find(({ way }) => way === "one call for all"),
    ];
    if (!staircase || !atOnce || !batch)
      return notYet("The three ways can’t be told apart in these traces. Start the lab anew.");
    const problem =
      about("staircase", checkPage(answerTo(answers, "staircase"), staircase, pages)) ??
      about("calls", checkCount(answerTo(answers, "calls"), staircase)) ??
      about("time", checkTime(answerTo(answers, "time"), staircase)) ??
      about("batch", checkPage(answerTo(answers, "batch"), batch, pages));
    if (problem) return problem;
    return passed(
      `Right. One after the other, the ${staircase.calls.length} conversions took ${durationText(staircase.spread)}. At once, the same ${atOnce.calls.length} calls took ${durationText(atOnce.spread)}: less time, and the same load on currencyservice. One call for all prices took ${durationText(batch.spread)}, and would stay one call with a hundred products (today’s delay is one of Convert, so it has no part in that).`,
      ...[staircase, atOnce, batch].map(({ trace }) => evidenceOf(trace.root)),
    );
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: (context) => solution(context) },
    wrong("wrong-at-once", "begin at the same time", async (context) => ({
      staircase: idOfWay(await pagesOf(context), "all at once"),
    })),
    wrong("wrong-both-sides", "both sides", async (context) => ({ calls: String(2 * (await callsIn(context))) })),
    wrong("wrong-all-spans", "all spans", async (context) => ({
      calls: String((await staircaseOf(context)).trace.spans.length),
    })),
    wrong("wrong-one-call", "of one call", async (context) => {
      const [call] = (await staircaseOf(context)).calls;
      return { time: `${Math.round((call?.durationUs ?? 0) / 1000)} ms` };
    }),
    wrong("wrong-whole-page", "read when the last ends", async (context) => {
      const { trace } = await staircaseOf(context);
      return { time: `${Math.round(trace.root.durationUs / 1000)} ms` };
    }),
    wrong("wrong-batch", "one after the other", async (context) => ({
      batch: idOfWay(await pagesOf(context), "one after the other"),
    })),
    wrong("wrong-no-trace", "none of the three", () => ({ batch: "ConvertAll" })),
  ],
};

async function pagesOf(context: CheckContext): Promise<readonly Page[]> {
  return Promise.all(NAMES.map(async (name) => pageOf(await traceOf(context, name))));
}

function pageOf(trace: WholeTrace): Page {
  const single = callsOf(trace, "Convert", "frontend");
  const calls = single.length > 0 ? single : callsOf(trace, "ConvertAll", "frontend");
  const spread = Math.max(...calls.map(endOf)) - Math.min(...calls.map(({ startUs }) => startUs));
  return { trace, calls, spread, way: wayOf(calls) };
}

function wayOf(calls: readonly Span[]): Page["way"] {
  if (calls.length <= 1) return "one call for all";
  const follow = calls.filter((call, index) => index > 0 && call.startUs >= endOf(calls[index - 1] ?? call));
  return follow.length >= calls.length / 2 ? "one after the other" : "all at once";
}

/** Undefined when the answer is the wanted page. */
function checkPage(answer: string, wanted: Page, pages: readonly Page[]): Verdict | undefined {
  const given = pages.find(({ trace }) => isTrace(answer, trace.traceId));
  if (given === wanted) return undefined;
  if (!given) return failed(`“${answer}” is none of the three traces.`, evidenceOf(wanted.trace.root));
  const operation = shortOperation(given.calls[0]?.operation ?? "");
  const told = {
    "one after the other": `its ${given.calls.length} calls of ${operation} follow one after the other`,
    "all at once": `its ${given.calls.length} calls of ${operation} begin at the same time`,
    "one call for all": `it has one call, ${operation}`,
  };
  return failed(`That is another one: ${told[given.way]}.`, evidenceOf(given.trace.root));
}

function checkCount(answer: string, { calls, trace }: Page): Verdict | undefined {
  const given = numberIn(answer);
  if (given === calls.length) return undefined;
  const evidence = calls.map(evidenceOf);
  if (given === 2 * calls.length)
    return failed(`${given} counts both sides of each call: the client's span and the server's.`, ...evidence);
  if (given === trace.spans.length)
    return failed(`${given} is the number of all spans, also those of other calls.`, ...evidence);
  return failed(`Not ${answer}: count the frontend's spans named Convert.`, ...evidence);
}

function checkTime(answer: string, { calls, spread, trace }: Page): Verdict | undefined {
  const given = numberIn(answer, "ms");
  const times: NumberAnswers = {
    rights: [spread / 1000],
    wrongs: [calls[0]?.durationUs ?? 0, trace.root.durationUs].map((us) => us / 1000),
    tolerance: { share: 0.05, atLeast: 10 },
  };
  const [first] = calls;
  const judged = given === undefined ? "wrong" : judgeNumber(given, times);
  if (judged === "right") return undefined;
  if (judged === "unclear") return notYet("One of these calls took nearly all of the time. Begin anew.");
  const hint =
    given !== undefined && first && isNear(given, first.durationUs / 1000, { share: 0.1, atLeast: 5 })
      ? "That is the time of one call: they wait for each other, so their times add up."
      : `The first begins ${durationText((first?.startUs ?? 0) - trace.root.startUs)} after the page; read when the last ends, and subtract.`;
  return failed(`Not ${answer}. ${hint}`, ...calls.map(evidenceOf));
}

function idOfWay(pages: readonly Page[], way: Page["way"]): string {
  return pages.find((page) => page.way === way)?.trace.traceId ?? "";
}

async function staircaseOf(context: CheckContext): Promise<Page> {
  const pages = await pagesOf(context);
  const found = pages.find(({ way }) => way === "one after the other") ?? pages[0];
  if (!found) throw new Error("the scene has no pages");
  return found;
}

async function callsIn(context: CheckContext): Promise<number> {
  return (await staircaseOf(context)).calls.length;
}

async function solution(context: CheckContext): Promise<Answers> {
  const staircase = await staircaseOf(context);
  return {
    staircase: staircase.trace.traceId,
    calls: String(staircase.calls.length),
    time: `${Math.round(staircase.spread / 1000)} ms`,
    batch: idOfWay(await pagesOf(context), "one call for all"),
  };
}

/** A case with the solution's other answers. */
function wrong(name: string, because: string, answers: LabCase["answers"]): LabCase {
  return {
    name,
    expected: "failed",
    because,
    answers: async (context) => ({ ...(await solution(context)), ...(await answers(context)) }),
  };
}
