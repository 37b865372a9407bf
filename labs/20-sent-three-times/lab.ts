import { randomUUID } from "node:crypto";
import { durationText, type Span } from "@hipstershop/traces";
import { answerTo, isTrace, numberIn, spanNamed } from "../src/course/answers.ts";
import { clientSpan, nameOf, serverSpan } from "../src/course/find-spans.ts";
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
import { idOf, tagText, type WholeTrace, wholeTrace } from "../src/course/spans.ts";
import { TYPEWRITER } from "../src/course/stage.ts";
import { purchase } from "../src/shop-visitor.ts";
import { finishedOrder, type Finished, untilFinished } from "./worker-trace.ts";

/** What happens to the first request, by the seed. Checkout sees the same both times: no answer. */
const FAULTS = ["chargeUnanswered:notCharged", "chargeUnanswered:charged"] as const;
const REQUESTS = ["first", "second", "third"] as const;
type RequestName = (typeof REQUESTS)[number];
const TRANSACTION = "app.payment.transaction_id";
const CHARGED = "app.payment.charged";
const REPEATED = "app.order.repeated";

export const lab: Lab = {
  id: "20",
  folder: folderOf(import.meta.dirname),
  title: "Ordered once, sent three times",
  minutes: 12,
  questions: [
    { key: "charged", kind: "span", of: REQUESTS, text: "In which call was the card of the first customer charged?" },
    { key: "charges", kind: "number", unit: "", text: "How many times was that card charged, by all three requests?" },
    { key: "asked", kind: "trace", of: REQUESTS, text: "Which request asked the ledger about the first charge?" },
    {
      key: "ledger",
      kind: "choice",
      text: "What did the ledger answer?",
      options: [
        { value: "yes", text: "the card was charged under that key" },
        { value: "no", text: "nothing was charged under that key, and never will be" },
        { value: "declined", text: "the card was declined" },
      ],
    },
    { key: "repeated", kind: "trace", of: REQUESTS, text: "Which request did no step of the order itself?" },
    { key: "worker", kind: "text", text: "In which trace did the worker finish “left”? Its id, or its address" },
  ],
  async prepare(stage, seed) {
    const left = await stage.visitor().order({ fault: "orderRace:shippingFails" });
    const customer = stage.visitor();
    await customer.post("/cart", { product_id: TYPEWRITER, quantity: "1" });
    const form = { ...purchase(), idempotency_key: randomUUID() };
    const send = (fault?: string) => customer.post("/cart/checkout", form, fault === undefined ? {} : { fault });
    // Unmarked: whether the card was charged is to be found out, and not to be read off a fault's name.
    const first = await send(`unmarked+${FAULTS[seed % FAULTS.length]}`);
    const second = await send();
    const third = await send();
    return { clicks: { first, second, third, left }, facts: {} };
  },
  async check(answers, context) {
    const story = await read(context);
    if (!story) return notYet(NOT_AS_PLANNED);
    const problem =
      about("charged", checkCharged(answerTo(answers, "charged"), story)) ??
      about("charges", checkCharges(numberIn(answerTo(answers, "charges")), story)) ??
      about("asked", checkAsked(requestIn(answerTo(answers, "asked"), context), story)) ??
      about("ledger", checkLedger(answerTo(answers, "ledger"), story)) ??
      about("repeated", checkRepeated(requestIn(answerTo(answers, "repeated"), context), story));
    if (problem) return problem;
    const finished = await finishedOrder(context);
    if (!finished)
      return notYet("The worker’s trace is not there yet. It begins two to three seconds after the order.");
    const wrongWorker = about("worker", checkWorker(answerTo(answers, "worker"), finished, context));
    if (wrongWorker) return wrongWorker;
    const { charge, question, isCharged } = story;
    return passed(
      `Right. “${charge.request}” charged the card, once: its Charge has the only ${TRANSACTION}. “${question.request}” could not know, and asked: ${CHARGED}=${isCharged}${isCharged ? ", so that it went on at shipping" : ", so that it charged under a new key"}. And a worker took up “left” ${durationText(finished.span.startUs - finished.left.startUs)} after its PlaceOrder had begun; a link leads from one to the other.`,
      evidenceOf(charge.span),
      evidenceOf(question.span),
      evidenceOf(finished.span),
    );
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: solution },
    wrong("wrong-ledger-charged", "charged nothing", ({ question }) => ({ charged: question.span.spanId })),
    wrong("wrong-other-call", "charged nothing", ({ charge, traces }) => ({
      charged: callOf(traces.get("first"), "Charge", charge.span)?.spanId ?? "checkoutservice PlaceOrder",
    })),
    wrong("wrong-shipping", "is no call of the payment service", ({ traces }) => ({
      charged: serverSpanIn(traces.get("second"), "ShipOrder")?.spanId ?? "",
    })),
    wrong("wrong-each-request", "each request", () => ({ charges: String(REQUESTS.length) })),
    wrong("wrong-twice", "Count the spans Charge", () => ({ charges: "2" })),
    wrong("wrong-never", "Count the spans Charge", () => ({ charges: "0" })),
    wrong("wrong-asked-first", "has no SettleCharge", (_, context) => ({ asked: idOf(context, "first") })),
    wrong("wrong-asked-third", "has no SettleCharge", (_, context) => ({ asked: idOf(context, "third") })),
    wrong("wrong-answer", `has ${CHARGED}`, ({ isCharged }) => ({ ledger: isCharged ? "no" : "yes" })),
    wrong("wrong-declined", `has ${CHARGED}`, () => ({ ledger: "declined" })),
    wrong("wrong-repeated-first", "was answered with 5", (_, context) => ({ repeated: idOf(context, "first") })),
    wrong("wrong-repeated-second", "shipped the order itself", (_, context) => ({
      repeated: idOf(context, "second"),
    })),
    wrong("wrong-worker-left", "That is the order itself", (_, context) => ({ worker: idOf(context, "left") })),
    wrong("wrong-worker-retry", "is about another order", (_, context) => ({ worker: idOf(context, "second") })),
    wrong("wrong-worker-unknown", "No trace", () => ({ worker: "0af7651916cd43dd8448eb211c80319c" })),
  ],
};

const NOT_AS_PLANNED =
  "The three requests did not go as planned, or their spans are still on their way. Either the shop takes no faults from requests (FAULTS_FROM_BAGGAGE=on), or its worker was faster than the second request. Wait a second, or start again.";

interface Call {
  readonly request: RequestName;
  readonly span: Span;
}

/** What the spans tell of the three requests. */
interface Story {
  readonly traces: ReadonlyMap<RequestName, WholeTrace>;
  /** The payment service's spans of charges that were made. */
  readonly charges: readonly Call[];
  /** The first of them. */
  readonly charge: Call;
  /** The payment service's span of the question to the ledger. */
  readonly question: Call;
  /** The ledger's answer. */
  readonly isCharged: boolean;
}

/** Undefined when the requests did not go as planned, or a span that matters is missing. */
async function read(context: CheckContext): Promise<Story | undefined> {
  const traces = new Map<RequestName, WholeTrace>();
  for (const name of REQUESTS) traces.set(name, await requestTrace(context, name));
  const calls = [...traces].flatMap(([request, { spans }]) => spans.map((span) => ({ request, span })));
  const charges = calls.filter(({ span }) => isServer(span, "Charge") && isMade(span));
  const question = calls.find(({ span }) => isServer(span, "SettleCharge"));
  const [charge] = charges;
  if (!charge || question?.request !== "second" || !isRepeated(traces.get("third"))) return undefined;
  const isCharged = tagText(question.span, CHARGED) === "true";
  if (isCharged !== (charge.request === "first")) return undefined;
  return { traces, charges, charge, question, isCharged };
}

/** The span of a call that was given up may come after its caller's. */
async function requestTrace(context: CheckContext, name: RequestName): Promise<WholeTrace> {
  const trace = await wholeTrace(context, idOf(context, name), `“${name}”`);
  if (!clientSpan(trace, "Charge") || serverSpan(trace, "Charge")) return trace;
  const settled = await context.traces.settled(trace.traceId);
  return { ...settled, root: settled.root ?? trace.root };
}

function isServer({ kind, operation }: Span, method: string): boolean {
  return kind === "server" && operation.endsWith(`/${method}`);
}

function isMade(span: Span): boolean {
  return tagText(span, TRANSACTION) !== "" && tagText(span, "app.payment.repeated") === "";
}

function isRepeated(trace: WholeTrace | undefined): boolean {
  return trace?.spans.some((span) => tagText(span, REPEATED) === "true") ?? false;
}

function serverSpanIn(trace: WholeTrace | undefined, method: string): Span | undefined {
  return trace && serverSpan(trace, method);
}

/** The server span of a method, unless it is that one. */
function callOf(trace: WholeTrace | undefined, method: string, except: Span): Span | undefined {
  const span = serverSpanIn(trace, method);
  return span?.spanId === except.spanId ? undefined : span;
}

function requestIn(answer: string, context: CheckContext): RequestName | undefined {
  return REQUESTS.find((name) => answer === name || isTrace(answer, idOf(context, name)));
}

function checkCharged(answer: string, { traces, charge }: Story): Verdict | undefined {
  const spans = [...traces.values()].map((trace) => spanNamed(answer, trace));
  const given = spans.find((span) => span !== undefined);
  if (!given) return failed(`“${answer}” is no span of the three requests.`);
  // The call has two spans: either will do.
  if (given.spanId === charge.span.spanId || given.spanId === charge.span.parentSpanId) return undefined;
  if (given.operation.endsWith("/SettleCharge"))
    return failed(`${nameOf(given)} asked the ledger, and charged nothing.`, evidenceOf(given));
  if (given.operation.endsWith("/Charge")) {
    return failed(
      `That Charge charged nothing: the payment service’s span has no ${TRANSACTION}. It waited, until nobody waited for it any more.`,
      evidenceOf(given),
    );
  }
  if (given.operation.endsWith("/PlaceOrder"))
    return failed(`${nameOf(given)} charged nothing itself: which of the calls below it did?`, evidenceOf(given));
  return failed(`${nameOf(given)} is no call of the payment service.`, evidenceOf(given));
}

function checkCharges(given: number | undefined, { charges }: Story): Verdict | undefined {
  if (given === charges.length) return undefined;
  const why =
    given === REQUESTS.length
      ? "That is once for each request. They had the same idempotency key, and so they are one order."
      : `Count the spans Charge of the payment service that have ${TRANSACTION}, in all three traces; what the caller was told does not count.`;
  return failed(why, ...charges.map(({ span }) => evidenceOf(span)));
}

function checkAsked(given: RequestName | undefined, { traces, question }: Story): Verdict | undefined {
  if (given === question.request) return undefined;
  if (given === undefined) return failed(`That is none of the three requests: ${REQUESTS.join(", ")}.`);
  const root = traces.get(given)?.root;
  return failed(
    `“${given}” has no SettleCharge. Who asks is who finds the order half done: charging, and no answer.`,
    ...(root ? [evidenceOf(root)] : []),
  );
}

function checkLedger(answer: string, { question }: Story): Verdict | undefined {
  const right = tagText(question.span, CHARGED) === "true" ? "yes" : "no";
  if (answer === right) return undefined;
  return failed(
    `${nameOf(question.span)} has ${CHARGED}=${tagText(question.span, CHARGED)}. What came after it in the trace fits to that: ${right === "yes" ? "no further Charge" : "one more Charge"}.`,
    evidenceOf(question.span),
  );
}

function checkRepeated(given: RequestName | undefined, { traces }: Story): Verdict | undefined {
  const trace = given && traces.get(given);
  if (!trace) return failed(`That is none of the three requests: ${REQUESTS.join(", ")}.`);
  if (isRepeated(trace)) return undefined;
  const status = tagText(trace.root, "http.response.status_code");
  const shipped = clientSpan(trace, "ShipOrder");
  return failed(
    shipped
      ? `“${given}” shipped the order itself: it has ShipOrder. The one that is meant has nothing below PlaceOrder but, at most, a look into the journal, and ${REPEATED}.`
      : `“${given}” was answered with ${status}: it read the cart, priced it, and tried to charge the card. The one that is meant got the order without doing anything for it.`,
    evidenceOf(shipped ?? trace.root),
  );
}

function checkWorker(answer: string, { trace, span, left, inVain }: Finished, context: CheckContext) {
  if (isTrace(answer, trace.traceId)) return undefined;
  if (isTrace(answer, left.traceId))
    return failed("That is the order itself, in which shipping failed. Who went on with it?", evidenceOf(left));
  if (inVain.some((id) => isTrace(answer, id)))
    return failed("There the worker tried, and did not come to an end. A later trace has app.order.outcome.");
  if (requestIn(answer, context)) return failed("That request is about another order.", evidenceOf(left));
  return failed(
    `No trace that is known here is named by that. Search for the order’s id: app.order.id=${tagText(span, "app.order.id")}.`,
    evidenceOf(left),
  );
}

async function solution(context: CheckContext): Promise<Answers> {
  const story = await read(context);
  const finished = await untilFinished(context);
  return {
    charged: story?.charge.span.spanId ?? "Charge",
    charges: "1",
    asked: idOf(context, "second"),
    ledger: story?.isCharged ? "yes" : "no",
    repeated: idOf(context, "third"),
    worker: finished?.trace.traceId ?? "unknown",
  };
}

/** A case with the solution's other answers. */
function wrong(name: string, because: string, answers: (story: Story, context: CheckContext) => Answers): LabCase {
  return {
    name,
    expected: "failed",
    because,
    answers: async (context) => {
      const story = await read(context);
      return { ...(await solution(context)), ...(story && answers(story, context)) };
    },
  };
}
