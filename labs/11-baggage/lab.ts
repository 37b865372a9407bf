import { answerTo, isService, isTrace, spanNamed } from "../src/course/answers.ts";
import { clientSpan, faultSpan, nameOf, serverSpan } from "../src/course/find-spans.ts";
import {
  about,
  type CheckContext,
  type Click,
  evidenceOf,
  failed,
  folderOf,
  type Lab,
  notYet,
  passed,
} from "../src/course/lab.ts";
import type { ReadTrace } from "../src/course/trace-reader.ts";

const WANTED = "paymentFailure";
const CONTEXTS = { both: "both", trace: "trace", none: "none" };

/** The service before the payment in which a second fault acts: chosen by the seed. */
const WITNESSES = ["shippingSlow:200ms", "cartStoreSlow:50ms"] as const;

export const lab: Lab = {
  id: "11",
  folder: folderOf(import.meta.dirname),
  title: "Where is the baggage lost?",
  minutes: 8,
  questions: [
    { key: "trace", kind: "trace", text: "Which order was accepted, though its baggage asked to be declined?" },
    { key: "lost", kind: "span", text: "Which call in it went on without the baggage?" },
    { key: "seen", kind: "service", text: "Which other service still acted on the baggage?" },
    {
      key: "arrived",
      kind: "choice",
      text: "What arrived at the payment service in that order?",
      options: [
        { value: CONTEXTS.both, text: "trace context and baggage" },
        { value: CONTEXTS.trace, text: "the trace context, without the baggage" },
        { value: CONTEXTS.none, text: "neither" },
      ],
    },
  ],
  async prepare(stage, seed) {
    const visitor = stage.visitor();
    const witness = WITNESSES[seed % WITNESSES.length] ?? WITNESSES[0];
    const orders = [
      ["declined", `${WANTED}:declined`],
      ["accepted", `droppedBaggage:on+${WANTED}:declined+${witness}`],
    ] as const;
    // Traces are shown in this order, which is not to tell which is which.
    const isTurned = Math.floor(seed / WITNESSES.length) % 2 === 1;
    const clicks: Record<string, Click> = {};
    for (const [name, fault] of isTurned ? orders.toReversed() : orders) clicks[name] = await visitor.order({ fault });
    return {
      clicks,
      facts: { witness: witness.split(":")[0] ?? "" },
    };
  },
  async check(answers, context) {
    const [accepted, declined] = await Promise.all([read(context, "accepted"), read(context, "declined")]);
    const lost = faultSpan(accepted, "droppedBaggage");
    const witness = faultSpan(accepted, String(context.scene.facts["witness"]));
    if (!accepted.root || !lost || !witness)
      return notYet("The order’s trace has not arrived, or its faults did not act (FAULTS_FROM_BAGGAGE). Start again.");
    if (isTrace(answerTo(answers, "trace"), declined.traceId)) {
      const refused = faultSpan(declined, WANTED);
      return about(
        "trace",
        failed(
          "In that order the payment service did decline the card: its span has app.fault, so the baggage arrived.",
          refused ? evidenceOf(refused) : { traceId: declined.traceId, spanId: "" },
        ),
      );
    }
    if (!isTrace(answerTo(answers, "trace"), accepted.traceId))
      return about("trace", failed("That is neither of the two orders."));
    return (
      about("lost", checkLost(answerTo(answers, "lost"), accepted, lost.spanId)) ??
      about("seen", checkSeen(answerTo(answers, "seen"), witness.process.service)) ??
      about("arrived", checkArrived(answerTo(answers, "arrived"), accepted)) ??
      passed(
        `Right. ${nameOf(witness)} acted on the baggage, so it was there. ${nameOf(lost)} passed on the trace context without it: the trace is whole, and payment’s span has no app.fault.`,
        evidenceOf(lost),
        evidenceOf(witness),
      )
    );
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: (context) => solution(context) },
    {
      name: "wrong-trace",
      expected: "failed",
      because: "did decline the card",
      answers: async (context) => ({
        ...(await solution(context)),
        trace: context.scene.clicks["declined"]?.traceId ?? "",
      }),
    },
    {
      name: "wrong-receiver",
      expected: "failed",
      because: "received the call",
      answers: async (context) => ({
        ...(await solution(context)),
        lost: serverSpan(await read(context, "accepted"), "Charge")?.spanId ?? "",
      }),
    },
    {
      name: "wrong-other-edge",
      expected: "failed",
      because: "is not the call",
      answers: async (context) => ({
        ...(await solution(context)),
        lost: clientSpan(await read(context, "accepted"), "ShipOrder")?.spanId ?? "",
      }),
    },
    {
      name: "wrong-service",
      expected: "failed",
      because: "no span with app.fault",
      answers: async (context) => ({ ...(await solution(context)), seen: "payment" }),
    },
    {
      name: "wrong-broken-trace",
      expected: "failed",
      because: "is in the same trace",
      answers: async (context) => ({ ...(await solution(context)), arrived: CONTEXTS.none }),
    },
  ],
};

function checkLost(given: string, trace: ReadTrace, lostId: string) {
  const span = spanNamed(given, trace);
  if (!span) return failed(`In that trace there is no span ${given}.`);
  // A name without its service may be that of either side; both are one call.
  const isPointed = given.includes(span.spanId);
  if (span.spanId === lostId) return undefined;
  if (span.operation.endsWith("/Charge")) {
    if (!isPointed) return undefined;
    return failed(
      "That span received the call: what it was not sent, it can’t lose. A header is written by the caller.",
      evidenceOf(span),
    );
  }
  return failed(
    `${nameOf(span)} is not the call. The fault that was asked for and did not act is one of payment: follow the calls to it.`,
    evidenceOf(span),
  );
}

function checkSeen(given: string, service: string) {
  if (isService(given, service)) return undefined;
  if (isService(given, "checkoutservice"))
    return failed(`The checkout saw it, of course: it dropped it. There is one more with app.fault in the trace.`);
  return failed(
    `In this trace ${given} has no span with app.fault. A service acted on the baggage if it has one: look at those before the payment.`,
  );
}

function checkArrived(given: string, accepted: ReadTrace) {
  if (given === CONTEXTS.trace) return undefined;
  const server = serverSpan(accepted, "Charge");
  if (given === CONTEXTS.none) {
    return failed(
      "The server span of the payment service is in the same trace, below its caller: the trace context did arrive.",
      ...(server ? [evidenceOf(server)] : []),
    );
  }
  return failed(
    "With the baggage, payment would have declined the card, as in the other order. Its span has no app.fault.",
    ...(server ? [evidenceOf(server)] : []),
  );
}

async function read({ scene, traces }: CheckContext, click: string): Promise<ReadTrace> {
  return traces.whole(scene.clicks[click]?.traceId ?? "");
}

async function solution(context: CheckContext) {
  const accepted = await read(context, "accepted");
  const witness = faultSpan(accepted, String(context.scene.facts["witness"]));
  return {
    trace: accepted.traceId,
    lost: `${accepted.traceId}:${faultSpan(accepted, "droppedBaggage")?.spanId ?? ""}`,
    seen: witness?.process.service ?? "",
    arrived: CONTEXTS.trace,
  };
}
