import { durationText, type Span, spanName } from "@hipstershop/traces";
import { answerTo, isService, numberIn } from "../src/course/answers.ts";
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
import { CAMERA_LENS, TYPEWRITER } from "../src/course/stage.ts";
import { judgeNumber, type NumberAnswers } from "../src/course/number-answers.ts";
import { callsOf, idOf, tagText, traceOf, wholeTrace, type WholeTrace } from "../src/course/spans.ts";

const STATUS = "rpc.response.status_code";

/** What the two traces say. */
interface Facts {
  readonly hang: WholeTrace;
  /** The call that ran into its deadline. */
  readonly givenUp: Span;
  readonly deadlineMs: number;
  readonly retries: WholeTrace;
  readonly calls: readonly Span[];
  readonly failures: readonly Span[];
}

export const lab: Lab = {
  id: "07",
  folder: folderOf(import.meta.dirname),
  title: "Who gave up, and who tried again?",
  minutes: 5,
  questions: [
    { key: "gaveup", kind: "service", text: "Which service gave up waiting for the recommendations?", of: ["hang"] },
    { key: "deadline", kind: "number", unit: "ms", text: "How long was its deadline for that call?" },
    {
      key: "calls",
      kind: "number",
      unit: "",
      text: "How many calls of GetProduct did the frontend make in “retries”?",
    },
    { key: "failed", kind: "number", unit: "", text: "How many of these calls failed?" },
  ],
  async prepare(stage) {
    const visitor = stage.visitor();
    const hang = await visitor.get(`/product/${TYPEWRITER}`, { fault: "recommendationHang:on" });
    for (const product of [TYPEWRITER, CAMERA_LENS])
      await visitor.post("/cart", { product_id: product, quantity: "1" });
    return { clicks: { hang, retries: await visitor.get("/cart", { fault: "retryStorm:on" }) }, facts: {} };
  },
  async check(answers, context) {
    const facts = await factsOf(context);
    if (!facts) return notYet("The recommendations of “hang” did not run into a deadline. Start the lab anew.");
    const problem =
      about("gaveup", checkGaveUp(answerTo(answers, "gaveup"), facts)) ??
      about("deadline", checkDeadline(answerTo(answers, "deadline"), facts)) ??
      about("calls", checkCalls(answerTo(answers, "calls"), facts)) ??
      about("failed", checkFailures(answerTo(answers, "failed"), facts));
    if (problem) return problem;
    const { givenUp, calls, failures, hang, retries } = facts;
    return passed(
      `Right. ${givenUp.process.service} waited ${durationText(givenUp.durationUs)} and went on: the page was answered with ${statusOf(hang)}, without recommendations. And for ${calls.length - failures.length} products ${calls.length} calls were made, ${failures.length} of them in vain; the page was answered with ${statusOf(retries)}. Who looks at pages only does not see that the catalog has ${Math.round((100 * calls.length) / Math.max(1, calls.length - failures.length))} % of its usual load.`,
      evidenceOf(givenUp),
      ...failures.map(evidenceOf),
    );
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: solution },
    wrong("wrong-hanging-side", "is the one that hung", () => ({ gaveup: "recommendationservice" })),
    wrong("wrong-bystander", "had no part", () => ({ gaveup: "adservice" })),
    wrong("wrong-unit", "gave up after", () => ({ deadline: "8 s" })),
    wrong("wrong-other-call", "gave up after", (facts) => ({ deadline: `${deadlines(facts).wrongs[0]} ms` })),
    wrong("wrong-whole-page", "gave up after", (facts) => ({ deadline: `${deadlines(facts).wrongs[1]} ms` })),
    wrong("wrong-both-sides", "both sides", ({ calls }) => ({ calls: String(2 * calls.length) })),
    wrong("wrong-all-spans", "all spans", ({ retries }) => ({ calls: String(retries.spans.length) })),
    wrong("wrong-all-failed", "all of the calls", ({ calls }) => ({ failed: String(calls.length) })),
  ],
};

/** Undefined when no call ran into its deadline as it should. */
async function factsOf(context: CheckContext): Promise<Facts | undefined> {
  const [hang, retries] = await Promise.all([
    traceOf(context, "hang"),
    // By chance, every look-up may have succeeded.
    wholeTrace(context, idOf(context, "retries"), "“retries”"),
  ]);
  const givenUp = callsOf(hang, "ListRecommendations").find((call) => tagText(call, STATUS) === "DEADLINE_EXCEEDED");
  if (!givenUp) return undefined;
  const told = /after (\d+(?:\.\d+)?)s/.exec(messageOf(givenUp))?.[1];
  const deadlineMs = told === undefined ? givenUp.durationUs / 1000 : Number(told) * 1000;
  const calls = callsOf(retries, "GetProduct", "frontend");
  return { hang, givenUp, deadlineMs, retries, calls, failures: calls.filter(({ error }) => error) };
}

function checkGaveUp(answer: string, { hang, givenUp }: Facts): Verdict | undefined {
  const { service } = givenUp.process;
  if (isService(answer, service)) return undefined;
  if (isService(answer, "recommendationservice")) {
    return failed(
      `${answer} is the one that hung. The one that gave up is its caller: its span has DEADLINE_EXCEEDED.`,
      evidenceOf(givenUp),
    );
  }
  const isThere = hang.spans.some(({ process }) => isService(answer, process.service));
  const why = isThere ? "had no part in that call" : "is no service of this trace";
  return failed(`${answer} ${why}. Whose span has DEADLINE_EXCEEDED?`, evidenceOf(givenUp));
}

/** The deadline that was told, or what the span took; wrong are the time of the page and of another call. */
function deadlines({ hang, givenUp, deadlineMs }: Facts): NumberAnswers {
  const other = callsOf(hang, "GetProduct", "frontend")[0]?.durationUs ?? 0;
  return {
    rights: [deadlineMs, givenUp.durationUs / 1000],
    wrongs: [other / 1000, hang.root.durationUs / 1000],
    tolerance: { share: 0.05, atLeast: 20 },
  };
}

function checkDeadline(answer: string, facts: Facts): Verdict | undefined {
  const given = numberIn(answer, "ms");
  const { givenUp } = facts;
  const judged = given === undefined ? "wrong" : judgeNumber(given, deadlines(facts));
  if (judged === "right") return undefined;
  if (judged === "unclear") return notYet("By chance, another call took as long as the deadline. Begin anew.");
  return failed(
    `Not ${answer}. ${spanName(givenUp)} gave up after ${durationText(givenUp.durationUs)}, and its message says: “${messageOf(givenUp)}”.`,
    evidenceOf(givenUp),
  );
}

function checkCalls(answer: string, { calls, failures, retries }: Facts): Verdict | undefined {
  const given = numberIn(answer);
  if (given === calls.length) return undefined;
  const evidence = calls.map(evidenceOf);
  if (given === 2 * calls.length || given === callsAndAnswers(retries))
    return failed(`${answer} counts both sides of the calls: the frontend’s spans and the catalog’s.`, ...evidence);
  if (given === retries.spans.length)
    return failed(`${answer} is the number of all spans, also those of other calls.`, ...evidence);
  if (given === calls.length - failures.length)
    return failed(`${answer} calls are only those that succeeded. Each failed attempt is a call, too.`, ...evidence);
  return failed(`Not ${answer}: count the frontend’s spans named GetProduct, each attempt one.`, ...evidence);
}

function callsAndAnswers({ spans }: WholeTrace): number {
  return spans.filter(({ operation }) => operation.endsWith("/GetProduct")).length;
}

function checkFailures(answer: string, { calls, failures }: Facts): Verdict | undefined {
  const given = numberIn(answer);
  if (given === failures.length) return undefined;
  const evidence = failures.map(evidenceOf);
  if (given === calls.length)
    return failed(`${answer} are all of the calls: without one that succeeded there would be no page.`, ...evidence);
  if (given === calls.length - failures.length)
    return failed(`${answer} is the number of those that succeeded.`, ...evidence);
  return failed(
    `Not ${answer}: count the frontend’s spans of GetProduct that have a mark, and not the catalog’s below them, which say that they refused.`,
    ...evidence,
  );
}

function messageOf(span: Span): string {
  return tagText(span, "otel.status_description");
}

function statusOf({ root }: WholeTrace): string {
  return tagText(root, "http.response.status_code");
}

async function solution(context: CheckContext): Promise<Answers> {
  const facts = await factsOf(context);
  return {
    gaveup: "frontend",
    deadline: `${Math.round(facts?.deadlineMs ?? 0)} ms`,
    calls: String(facts?.calls.length),
    failed: String(facts?.failures.length),
  };
}

/** A case with the solution's other answers. */
function wrong(name: string, because: string, answers: (facts: Facts) => Answers): LabCase {
  return {
    name,
    expected: "failed",
    because,
    answers: async (context) => {
      const facts = await factsOf(context);
      return { ...(await solution(context)), ...(facts && answers(facts)) };
    },
  };
}
