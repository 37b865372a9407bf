import { criticalPathBelow, durationText, shortOperation, type Span, spanName, treeOf } from "@hipstershop/traces";
import { answerTo, isService, numberIn, spanNamed } from "../src/course/answers.ts";
import {
  about,
  type CheckContext,
  evidenceOf,
  failed,
  folderOf,
  type Lab,
  type LabCase,
  passed,
  type Verdict,
} from "../src/course/lab.ts";
import { TYPEWRITER } from "../src/course/stage.ts";
import { judgeNumber, type NumberAnswers } from "../src/course/number-answers.ts";
import { callsOf, endOf, traceOf, type WholeTrace } from "../src/course/spans.ts";

/** How many percentage points an answer may be off: durations are read from bars. */
const POINTS_OFF_MAX = 5;

/** What the trace says. */
interface Facts {
  readonly trace: WholeTrace;
  /** The calls of the frontend, in order of their start. */
  readonly calls: readonly Span[];
  /** The call that takes most of the critical path, with everything below it. */
  readonly slowest: Span;
  /** Microseconds of the critical path in each call, with everything below it. */
  readonly onPathUs: ReadonlyMap<Span, number>;
  readonly share: number;
}

export const lab: Lab = {
  id: "03",
  folder: folderOf(import.meta.dirname),
  title: "What did the page wait for?",
  minutes: 5,
  questions: [
    { key: "waited", kind: "span", text: "Which call of the frontend did the page wait for longest?" },
    {
      key: "beside",
      kind: "span",
      text: "Which call of the frontend ran at the same time, without the page having to wait for it?",
    },
    { key: "share", kind: "number", unit: "%", text: "Which share of the page’s time did the slow call take?" },
  ],
  async prepare(stage) {
    const visitor = stage.visitor();
    await visitor.post("/cart", { product_id: TYPEWRITER, quantity: "1" });
    // The first page of a shop makes connections, which is another story.
    await visitor.get("/cart");
    return { clicks: { cart: await visitor.get("/cart", { fault: "shippingSlow:800ms" }) }, facts: {} };
  },
  async check(answers, context) {
    const facts = factsOf(await traceOf(context, "cart"));
    const { trace, slowest, share } = facts;
    const problem =
      about("waited", checkWaited(answerTo(answers, "waited"), facts)) ??
      about("beside", checkBeside(answerTo(answers, "beside"), facts));
    if (problem) return problem;
    const given = numberIn(answerTo(answers, "share"), "%");
    if (given === undefined || judgeNumber(given, shares(share)) !== "right") {
      const feedback = `Not ${answerTo(answers, "share")}: divide the ${durationText(slowest.durationUs)} of the call by the time of the whole page, which is that of the first span, ${durationText(trace.root.durationUs)}.`;
      return about("share", failed(feedback, evidenceOf(slowest), evidenceOf(trace.root)));
    }
    const others = facts.calls.filter((call) => isBeside(call, facts)).length;
    return passed(
      `Right. ${Math.round(share)} % of the ${durationText(trace.root.durationUs)} went into ${shortOperation(slowest.operation)}. ${others} other calls ran beside it: if they were faster, the page would take as long as before.`,
      evidenceOf(slowest),
    );
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: (context) => solution(context) },
    wrong("wrong-server-side", "server’s side", "waited", ({ slowest }) => `shippingservice ${slowest.operation}`),
    wrong("wrong-root", "The page itself", "waited", ({ trace }) => trace.root.spanId),
    wrong(
      "wrong-first",
      "ended before",
      "waited",
      ({ trace }) => callsOf(trace, "GetCart", "frontend")[0]?.spanId ?? "",
    ),
    wrong("wrong-beside", "ran beside", "waited", (facts) => beside(facts)?.spanId ?? ""),
    wrong("wrong-itself", "is the slow call itself", "beside", ({ slowest }) => slowest.spanId),
    wrong("wrong-sequence", "before", "beside", ({ trace }) => callsOf(trace, "GetCart", "frontend")[0]?.spanId ?? ""),
    wrong("wrong-name", "no span", "waited", () => "the database"),
    wrong("wrong-share", "divide the", "share", ({ share }) => String(Math.round(share / 2))),
  ],
};

function factsOf(trace: WholeTrace): Facts {
  const tree = treeOf(trace.spans);
  const top = tree.of.get(trace.root);
  const calls = (top?.children ?? []).map(({ span }) => span);
  const onPathUs = new Map<Span, number>();
  for (const { span, from, to } of top ? criticalPathBelow(top) : []) {
    let node = tree.of.get(span);
    while (node?.parent && node.parent !== top) node = node.parent;
    if (node && node !== top) onPathUs.set(node.span, (onPathUs.get(node.span) ?? 0) + to - from);
  }
  const slowest = calls.toSorted((a, b) => (onPathUs.get(b) ?? 0) - (onPathUs.get(a) ?? 0))[0] ?? trace.root;
  return { trace, calls, slowest, onPathUs, share: (100 * slowest.durationUs) / trace.root.durationUs };
}

/** Half of the time is half of the answer, also where the slow call took hardly any of it. */
function shares(share: number): NumberAnswers {
  return { rights: [share], wrongs: [share / 2], tolerance: { share: 0, atLeast: POINTS_OFF_MAX } };
}

function checkWaited(answer: string, facts: Facts): Verdict | undefined {
  const { trace, slowest } = facts;
  const span = spanNamed(answer, trace);
  if (!span) return noSpan(answer, trace);
  if (span === trace.root) {
    return failed(
      "The page itself is the first span: it lasts until the answer, since it waits for its calls. For which?",
      evidenceOf(span),
    );
  }
  const call = callAbove(span, facts);
  if (call && call !== span) return belowCall(span);
  if (call === slowest) return undefined;
  const time = `${spanName(span)} took ${durationText(span.durationUs)}`;
  if (call && isBeside(call, facts)) {
    return failed(`${time}, and ran beside a longer call, until which the page had to wait anyway.`, evidenceOf(span));
  }
  const order = endOf(span) <= slowest.startUs ? "ended before the slow call began" : "began after the slow call";
  return failed(`${time}. The page waited for it, but not for long: it ${order}.`, evidenceOf(span));
}

function checkBeside(answer: string, facts: Facts): Verdict | undefined {
  const { trace, slowest } = facts;
  const span = spanNamed(answer, trace);
  if (!span) return noSpan(answer, trace);
  const call = callAbove(span, facts);
  if (!call) return failed("That is the page itself. A call of the frontend is looked for.", evidenceOf(span));
  if (call !== span) return belowCall(span);
  if (call === slowest) return failed(`${spanName(span)} is the slow call itself.`, evidenceOf(span));
  if (isBeside(call, facts)) return undefined;
  const order = endOf(call) <= slowest.startUs ? "ended before" : "began after";
  return failed(
    `${spanName(span)} ${order} the slow call: the two ran one after the other, so the page waited for both. Look for a bar within the time of the slow one.`,
    evidenceOf(span),
  );
}

function belowCall(span: Span): Verdict {
  const side = span.kind === "server" ? "the server’s side of a call" : "below a call of the frontend, and none itself";
  return failed(
    `${spanName(span)} is ${side}. The calls of the frontend are its own spans, frontend … client: take the one above.`,
    evidenceOf(span),
  );
}

/** The call of the frontend that the span is, or lies below; undefined for the root. */
function callAbove(span: Span, { trace, calls }: Facts): Span | undefined {
  let node = trace.nodes.find((one) => one.span === span);
  while (node && !calls.includes(node.span)) node = node.parent;
  return node?.span;
}

/** Within the time of the slow call, and not on the critical path. */
function isBeside(call: Span, { slowest, onPathUs }: Facts): boolean {
  const overlaps = call.startUs < endOf(slowest) && endOf(call) > slowest.startUs;
  return call !== slowest && overlaps && endOf(call) <= endOf(slowest) && !isOnPath(call, onPathUs);
}

/** A call that began a moment before the slow one may be on the path for that moment. */
function isOnPath(call: Span, onPathUs: Facts["onPathUs"]): boolean {
  return (onPathUs.get(call) ?? 0) > call.durationUs / 2;
}

function beside(facts: Facts): Span | undefined {
  return facts.calls.find((call) => isBeside(call, facts));
}

function noSpan(answer: string, { root, spans }: WholeTrace): Verdict {
  const isServiceName = spans.some(({ process }) => isService(answer, process.service));
  const what = isServiceName ? "a service, and no span" : "no span of this trace";
  return failed(`“${answer}” is ${what}: point at one, or write the name of its operation.`, evidenceOf(root));
}

async function solution(context: CheckContext) {
  const facts = factsOf(await traceOf(context, "cart"));
  return {
    waited: facts.slowest.spanId,
    beside: beside(facts)?.spanId ?? "",
    share: `${Math.round(facts.share)} %`,
  };
}

/** A case with the solution's other answers. */
function wrong(name: string, because: string, key: string, answer: (facts: Facts) => string): LabCase {
  return {
    name,
    expected: "failed",
    because,
    answers: async (context) => ({
      ...(await solution(context)),
      [key]: answer(factsOf(await traceOf(context, "cart"))),
    }),
  };
}
