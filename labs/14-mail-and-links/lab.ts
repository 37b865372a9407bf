import { durationText, type Span } from "@hipstershop/traces";
import { answerTo, numberIn, spanNamed } from "../src/course/answers.ts";
import { clientSpan, nameOf, serverSpan } from "../src/course/find-spans.ts";
import { endOf } from "../src/course/spans.ts";
import { type CheckContext, evidenceOf, failed, folderOf, type Lab, notYet, passed } from "../src/course/lab.ts";
import type { ReadTrace } from "../src/course/trace-reader.ts";

const MAIL = "SendOrderConfirmation";
/** An answer in milliseconds may be off by this share. */
const TOLERANCE = 0.1;

export const lab: Lab = {
  id: "14",
  folder: folderOf(import.meta.dirname),
  title: "Mail, and what an order waits for",
  minutes: 8,
  questions: [
    { key: "waits", kind: "span", of: ["after"], text: "Which call does the order “after” wait for longest?" },
    { key: "saved", kind: "number", unit: "ms", text: "How much sooner could PlaceOrder have answered?" },
    {
      key: "worker",
      kind: "choice",
      text: "One span of a worker sends the mails of twenty orders, an hour later. How does it name the orders?",
      options: [
        { value: "parent", text: "as its parents" },
        { value: "first", text: "the first order as its parent, the others not at all" },
        { value: "links", text: "by twenty span links" },
        { value: "attribute", text: "by an attribute with the trace ids, separated by commas" },
      ],
    },
  ],
  async prepare(stage) {
    const visitor = stage.visitor();
    const before = await visitor.order();
    return { clicks: { before, after: await visitor.order({ fault: "emailForeground:2s" }) }, facts: {} };
  },
  async check(answers, context) {
    const [after, before] = await Promise.all([read(context, "after"), read(context, "before")]);
    const [order, mail] = [serverSpan(after, "PlaceOrder"), clientSpan(after, MAIL)];
    const usual = clientSpan(before, MAIL);
    if (!order || !mail || !usual || mail.durationUs < 1_500_000)
      return notYet("The two orders have not arrived, or the fault did not act (FAULTS_FROM_BAGGAGE). Start again.");
    const given = spanNamed(answerTo(answers, "waits"), after);
    if (!given) return failed("There is no such span in the trace “after”.");
    const wrongSpan = checkWaits(given, order);
    if (wrongSpan) return wrongSpan;
    const wrongTime = checkSaved(numberIn(answerTo(answers, "saved"), "ms"), order, mail);
    if (wrongTime) return wrongTime;
    const worker = answerTo(answers, "worker");
    if (worker !== "links") return failed(WORKER_REASONS[worker] ?? "That is none of the ways offered.");
    return passed(
      `Right. The mail took ${durationText(mail.durationUs)} instead of ${durationText(usual.durationUs)}, and PlaceOrder ended only after it. Here the mail is a child of PlaceOrder, in the same trace. Of twenty orders at once it would be none’s child: links name them all.`,
      evidenceOf(mail),
      evidenceOf(usual),
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
      answers: async (context) => ({ ...(await solution(context)), saved: "99999 ms" }),
    },
    {
      name: "wrong-too-little",
      expected: "failed",
      because: "Too little",
      answers: async (context) => ({ ...(await solution(context)), saved: "200" }),
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
    "Then nineteen orders have a trace in which their mail is missing, and one has a mail that was not only its own.",
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

function checkSaved(given: number | undefined, order: Span, mail: Span) {
  const savedMs = (endOf(order) - mail.startUs) / 1000;
  if (given === undefined) return failed("Give a number of milliseconds, such as 120 ms.");
  if (Math.abs(given - savedMs) <= savedMs * TOLERANCE) return undefined;
  const steps = `PlaceOrder lasted ${durationText(order.durationUs)}; the mail began ${durationText(mail.startUs - order.startUs)} after it`;
  return failed(
    given > savedMs
      ? `Too much, as if nothing else had to be done: ${steps}.`
      : `Too little: ${steps}, and all that came later was the mail.`,
    evidenceOf(mail),
  );
}

async function read({ scene, traces }: CheckContext, click: string): Promise<ReadTrace> {
  return traces.whole(scene.clicks[click]?.traceId ?? "");
}

async function solution(context: CheckContext) {
  const after = await read(context, "after");
  const [order, mail] = [serverSpan(after, "PlaceOrder"), clientSpan(after, MAIL)];
  const savedMs = order && mail ? (endOf(order) - mail.startUs) / 1000 : 0;
  return { waits: MAIL, saved: `${Math.round(savedMs)} ms`, worker: "links" };
}
