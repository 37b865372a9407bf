import { durationText, type Span } from "@hipstershop/traces";
import { answerTo, numberIn, spanNamed } from "../src/course/answers.ts";
import { clientSpan, nameOf, serverSpan } from "../src/course/find-spans.ts";
import { judgeNumber, type NumberAnswers } from "../src/course/number-answers.ts";
import { endOf } from "../src/course/spans.ts";
import { about, type Answers, type CheckContext, evidenceOf, failed, folderOf } from "../src/course/lab.ts";
import { type Lab, notYet, passed, type Verdict } from "../src/course/lab.ts";
import type { ReadTrace } from "../src/course/trace-reader.ts";
import { askForReviews } from "./review-worker.ts";

const MAIL = "SendOrderConfirmation";
/** An answer in milliseconds may be off by this share. */
const TOLERANCE = 0.1;
/** The orders whose customers the worker was to ask for a review; it forgets one. */
const ORDERS = ["before", "after", "other"] as const;
const NO_WORKER = "none";

export const lab: Lab = {
  id: "14",
  folder: folderOf(import.meta.dirname),
  title: "Mail, and what an order waits for",
  minutes: 10,
  questions: [
    { key: "waits", kind: "span", of: ["after"], text: "Which call does the order “after” wait for longest?" },
    { key: "saved", kind: "number", unit: "ms", text: "How much sooner could PlaceOrder have answered?" },
    {
      key: "forgotten",
      kind: "choice",
      text: "Which order did the worker’s run forget?",
      options: [
        ...ORDERS.map((name) => ({ value: name, text: name })),
        { value: NO_WORKER, text: "there is no trace “worker” here" },
      ],
    },
    {
      key: "worker",
      kind: "choice",
      text: "One span of a worker is for several orders. How should it name them?",
      options: [
        { value: "parent", text: "as its parents" },
        { value: "first", text: "the first order as its parent, the others not at all" },
        { value: "links", text: "by span links, one for each" },
        { value: "attribute", text: "by an attribute with the trace ids, separated by commas" },
      ],
    },
  ],
  async prepare(stage, seed) {
    const visitor = stage.visitor();
    const other = await visitor.order();
    const before = await visitor.order();
    const after = await visitor.order({ fault: "emailForeground:2s" });
    const orders = { before, after, other };
    if (stage.otlp === undefined) return { clicks: orders, facts: {} };
    const asked = ORDERS.filter((_, index) => index !== seed % ORDERS.length).map((name) => orders[name]);
    const traceId = await askForReviews(stage.otlp, asked);
    return { clicks: { ...orders, worker: { request: "process reviews", status: 200, traceId } }, facts: {} };
  },
  async check(answers, context) {
    const [after, before] = await Promise.all([read(context, "after"), read(context, "before")]);
    const [order, mail] = [serverSpan(after, "PlaceOrder"), clientSpan(after, MAIL)];
    const usual = clientSpan(before, MAIL);
    if (!order || !mail || !usual || mail.durationUs < 1_500_000)
      return notYet("The two orders have not arrived, or the fault did not act (FAULTS_FROM_BAGGAGE). Start again.");
    const given = spanNamed(answerTo(answers, "waits"), after);
    if (!given) return about("waits", failed("There is no such span in the trace “after”."));
    const wrongSpan = about("waits", checkWaits(given, order));
    if (wrongSpan) return wrongSpan;
    const wrongTime = about("saved", checkSaved(numberIn(answerTo(answers, "saved"), "ms"), order, mail));
    if (wrongTime) return wrongTime;
    const run = await workerSpan(context);
    if (run === "missing") return notYet("The trace “worker” has not arrived yet.");
    const wrongWorker =
      about("forgotten", checkForgotten(answerTo(answers, "forgotten"), context, run)) ??
      about("worker", checkWay(answers, run));
    if (wrongWorker) return wrongWorker;
    const linked = run ? `${nameOf(run)} has ${run.links.length} links, and no parent` : "Links would name them all";
    return passed(
      `Right. The mail took ${durationText(mail.durationUs)} instead of ${durationText(usual.durationUs)}, and PlaceOrder ended only after it: there the mail is a child, in the same trace. What is for several orders is none’s child. ${linked}.`,
      evidenceOf(mail),
      evidenceOf(run ?? usual),
    );
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: (context) => solution(context) },
    {
      name: "wrong-parent-span",
      expected: "failed",
      because: "itself waits",
      answers: async (context) => ({
        ...(await solution(context)),
        waits: serverSpan(await read(context, "after"), "PlaceOrder")?.spanId ?? "",
      }),
    },
    {
      name: "wrong-payment",
      expected: "failed",
      because: "of the order’s",
      answers: async (context) => ({ ...(await solution(context)), waits: "PaymentService/Charge" }),
    },
    {
      name: "wrong-whole-duration",
      expected: "failed",
      because: "as if nothing else had to be done",
      answers: async (context) => {
        const order = serverSpan(await read(context, "after"), "PlaceOrder");
        return { ...(await solution(context)), saved: `${Math.round((order?.durationUs ?? 0) / 1000)} ms` };
      },
    },
    {
      name: "wrong-too-little",
      expected: "failed",
      because: "Too little",
      answers: async (context) => ({ ...(await solution(context)), saved: "200" }),
    },
    {
      name: "wrong-asked-order",
      expected: "failed",
      because: "worker’s span",
      answers: async (context) => {
        const right = await solution(context);
        return { ...right, forgotten: ORDERS.find((name) => name !== right.forgotten) ?? "" };
      },
    },
    {
      name: "wrong-no-order",
      expected: "failed",
      because: "worker’s span",
      answers: async (context) => {
        const right = await solution(context);
        return { ...right, forgotten: right.forgotten === NO_WORKER ? "other" : NO_WORKER };
      },
    },
    {
      name: "wrong-many-parents",
      expected: "failed",
      because: "at most one parent",
      answers: async (context) => ({ ...(await solution(context)), worker: "parent" }),
    },
    {
      name: "wrong-attribute",
      expected: "failed",
      because: "no tool follows",
      answers: async (context) => ({ ...(await solution(context)), worker: "attribute" }),
    },
  ],
};

const WORKER_REASONS: Readonly<Record<string, string>> = {
  parent: "A span has at most one parent: the protocol has one field for it.",
  first:
    "Then the other orders have a trace in which their mail is missing, and one has a mail that is not only its own.",
  attribute: "It can be read there, but no tool follows it: viewers and stores know links, which are made for this.",
};

function checkWaits(given: Span, order: Span) {
  if (given.operation.endsWith(`/${MAIL}`)) return undefined;
  const share = Math.round((given.durationUs / order.durationUs) * 100);
  if (share > 85) return failed(`${nameOf(given)} itself waits for a call below it.`, evidenceOf(given));
  return failed(
    `${nameOf(given)} took ${durationText(given.durationUs)}: ${share} % of the order’s ${durationText(order.durationUs)}. Something takes most of it.`,
    evidenceOf(given),
  );
}

/** From the mail on PlaceOrder only waited. Its whole time is wrong, though it is near when little came before. */
function savings(order: Span, mail: Span): NumberAnswers {
  return {
    rights: [(endOf(order) - mail.startUs) / 1000, mail.durationUs / 1000],
    wrongs: [order.durationUs / 1000],
    tolerance: { share: TOLERANCE, atLeast: 0 },
  };
}

function checkSaved(given: number | undefined, order: Span, mail: Span) {
  const possible = savings(order, mail);
  const [savedMs] = possible.rights;
  if (given === undefined) return failed("Give a number of milliseconds, such as 120 ms.");
  if (judgeNumber(given, possible) === "right") return undefined;
  const steps = `PlaceOrder lasted ${durationText(order.durationUs)}; the mail began ${durationText(mail.startUs - order.startUs)} after it`;
  return failed(
    given > savedMs
      ? `Too much, as if nothing else had to be done: ${steps}.`
      : `Too little: ${steps}, and all that came later was the mail.`,
    evidenceOf(mail),
  );
}

/** The span of the worker's run; undefined where there is no collector to which it could have been sent. */
async function workerSpan(context: CheckContext): Promise<Span | undefined | "missing"> {
  if (!context.scene.clicks["worker"]) return undefined;
  return (await read(context, "worker")).root ?? "missing";
}

/** The order that the worker's span does not link to. */
function forgottenIn({ links }: Span, { scene }: CheckContext): string {
  const linked = new Set(links.map(({ traceId }) => traceId));
  return ORDERS.find((name) => !linked.has(scene.clicks[name]?.traceId ?? "")) ?? "";
}

function checkForgotten(given: string, context: CheckContext, run: Span | undefined): Verdict | undefined {
  if (!run) {
    if (given === NO_WORKER) return undefined;
    return failed("This lab knows no collector here, so that the worker’s span was not sent: there is no such trace.");
  }
  if (given === forgottenIn(run, context)) return undefined;
  const asked = context.scene.clicks[given];
  if (!asked) return failed("The worker’s span is in the trace “worker”: what does it name?", evidenceOf(run));
  return failed(
    `The worker’s span has a link to the trace of “${given}”, and that one to it: its customer was asked.`,
    evidenceOf(run),
    { traceId: asked.traceId, spanId: "" },
  );
}

function checkWay(answers: Answers, run: Span | undefined): Verdict | undefined {
  const way = answerTo(answers, "worker");
  if (way === "links") return undefined;
  return failed(WORKER_REASONS[way] ?? "That is none of the ways offered.", ...(run ? [evidenceOf(run)] : []));
}

async function read({ scene, traces }: CheckContext, click: string): Promise<ReadTrace> {
  return traces.whole(scene.clicks[click]?.traceId ?? "");
}

async function solution(context: CheckContext) {
  const after = await read(context, "after");
  const [order, mail] = [serverSpan(after, "PlaceOrder"), clientSpan(after, MAIL)];
  const savedMs = order && mail ? savings(order, mail).rights[0] : 0;
  const run = await workerSpan(context);
  const forgotten = run === undefined || run === "missing" ? NO_WORKER : forgottenIn(run, context);
  return { waits: MAIL, saved: `${Math.round(savedMs)} ms`, forgotten, worker: "links" };
}
