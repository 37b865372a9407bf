import { type Span, spanName } from "@hipstershop/traces";
import { answerTo, isTrace, numberIn, spanNamed } from "../src/course/answers.ts";
import {
  about,
  type Answers,
  type CheckContext,
  evidenceOf,
  failed,
  folderOf,
  type Lab,
  type LabCase,
  passed,
  type Verdict,
} from "../src/course/lab.ts";
import { CAMERA_LENS, TYPEWRITER } from "../src/course/stage.ts";
import { idOf, tagText, traceOf, type WholeTrace } from "../src/course/spans.ts";

type Node = WholeTrace["nodes"][number];

const PAGES = ["home", "product", "cart"] as const;

export const lab: Lab = {
  id: "06",
  folder: folderOf(import.meta.dirname),
  title: "Where did the error begin?",
  minutes: 5,
  questions: [
    { key: "first", kind: "span", text: "In which span of the order did the error begin?", of: ["order"] },
    {
      key: "received",
      kind: "choice",
      text: "Did the service that was called there receive the call?",
      options: [
        { value: "no", text: "No, the call never arrived" },
        { value: "yes", text: "Yes, and it failed there" },
        { value: "refused", text: "Yes, and it refused the request" },
      ],
    },
    { key: "causes", kind: "number", unit: "", text: "How many causes do the failed spans of the order have?" },
    {
      key: "answered",
      kind: "trace",
      text: "Which page was answered as usual, although a call failed?",
      of: PAGES,
    },
  ],
  async prepare(stage) {
    const visitor = stage.visitor();
    return {
      clicks: {
        product: await visitor.get(`/product/${TYPEWRITER}`, { fault: "productCatalogFailure:oneProduct" }),
        order: await stage.visitor().order({ fault: "paymentUnreachable:on" }, CAMERA_LENS),
        home: await visitor.get("/", { fault: "adFailure:all" }),
        cart: await visitor.get("/cart"),
      },
      facts: {},
    };
  },
  async check(answers, context) {
    const order = await traceOf(context, "order");
    const first = firstFailed(order);
    const problem =
      about("first", checkFirst(answerTo(answers, "first"), order, first)) ??
      about("received", checkReceived(answerTo(answers, "received"), first)) ??
      about("causes", checkCauses(answerTo(answers, "causes"), order)) ??
      about("answered", await checkAnswered(answerTo(answers, "answered"), context));
    if (problem) return problem;
    return passed(
      `Right. ${failedSpans(order).length} spans failed for one reason: ${spanName(first.span)} has the status ${tagText(first.span, STATUS)} and no server’s span below it, so nobody received the call. Its callers only passed that on. And a failed call does not make a failed page: without ads the home page was answered with 200.`,
      evidenceOf(first.span),
    );
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: solution },
    wrong("wrong-root", "its own call failed", ({ order }) => ({ first: order.root.spanId })),
    wrong("wrong-place-order", "its own call failed", () => ({ first: "checkoutservice CheckoutService/PlaceOrder" })),
    wrong("wrong-cart", "did not fail", () => ({ first: "checkoutservice CartService/GetCart" })),
    wrong("wrong-side", "no server’s span", () => ({ received: "yes" })),
    wrong("wrong-refused", "no server’s span", () => ({ received: "refused" })),
    wrong("wrong-count", "each of them", ({ order }) => ({ causes: String(failedSpans(order).length) })),
    wrong("wrong-failed-page", "was answered with 500", ({ context }) => ({ answered: idOf(context, "product") })),
    wrong("wrong-healthy-page", "no call failed", ({ context }) => ({ answered: idOf(context, "cart") })),
  ],
};

const STATUS = "rpc.response.status_code";

function failedSpans({ spans }: WholeTrace): readonly Span[] {
  return spans.filter(({ error }) => error);
}

/** The failed spans below which nothing failed. */
function causesIn({ nodes }: Pick<WholeTrace, "nodes">): readonly Node[] {
  return nodes.filter(({ span, children }) => span.error && !children.some(hasFailed));
}

/** The deepest span that failed: none below it did. Of several, the one that ended first. */
function firstFailed({ nodes, root }: WholeTrace): Node {
  const [first] = causesIn({ nodes }).toSorted((a, b) => endOf(a) - endOf(b));
  const top = nodes.find(({ span }) => span === root);
  if (!top) throw new Error("a whole trace has a root");
  return first ?? top;
}

function endOf({ span }: Node): number {
  return span.startUs + span.durationUs;
}

function hasFailed({ span, children }: Node): boolean {
  return span.error || children.some(hasFailed);
}

function checkFirst(answer: string, order: WholeTrace, first: Node): Verdict | undefined {
  const span = spanNamed(answer, order);
  if (!span) return failed(`“${answer}” is no span of the order’s trace.`, evidenceOf(order.root));
  if (span === first.span) return undefined;
  if (!span.error)
    return failed(`${spanName(span)} did not fail. Failed spans have error=true and a mark.`, evidenceOf(span));
  const failedBelow = order.nodes.find((node) => node.span === span)?.children.find(hasFailed);
  return failed(
    `${spanName(span)} failed since its own call failed: ${failedBelow ? spanName(failedBelow.span) : "look below it"}. Go on downwards until no failed span is below.`,
    evidenceOf(span),
  );
}

function checkReceived(answer: string, { span, children }: Node): Verdict | undefined {
  const wasReceived = children.some((child) => child.span.kind === "server");
  if ((answer === "no") === !wasReceived) return undefined;
  const below = wasReceived
    ? "a server’s span is below it, so it was received"
    : "there is no server’s span below it, so no service worked on it. A payment service that fails or refuses has a span that says so";
  return failed(`Look below ${spanName(span)}: ${below}. Its message: “${messageOf(span)}”.`, evidenceOf(span));
}

function checkCauses(answer: string, order: WholeTrace): Verdict | undefined {
  const given = numberIn(answer);
  if (given === causesIn(order).length) return undefined;
  const spans = failedSpans(order);
  const why =
    given === spans.length
      ? `${given} spans failed, but each of them except the deepest failed because the one below it did.`
      : "Count the failed spans that have no failed span below them.";
  return failed(why, ...spans.map(evidenceOf));
}

async function checkAnswered(answer: string, context: CheckContext): Promise<Verdict | undefined> {
  const name = PAGES.find((page) => isTrace(answer, idOf(context, page)));
  if (name === undefined) return failed(`“${answer}” is none of the three pages: ${PAGES.join(", ")}.`);
  const trace = await traceOf(context, name);
  const status = tagText(trace.root, "http.response.status_code");
  const request = trace.root.operation;
  if (Number(status) >= 400)
    return failed(`${request} was answered with ${status}: there the failed call was needed.`, evidenceOf(trace.root));
  if (failedSpans(trace).length > 0) return undefined;
  return failed(`${request} was answered with ${status}, and no call failed in it.`, evidenceOf(trace.root));
}

function messageOf(span: Span): string {
  return tagText(span, "otel.status_description");
}

async function solution(context: CheckContext): Promise<Answers> {
  const order = await traceOf(context, "order");
  const first = firstFailed(order).span.spanId;
  return { first, received: "no", causes: String(causesIn(order).length), answered: idOf(context, "home") };
}

/** A case with the solution's other answers. */
function wrong(
  name: string,
  because: string,
  answers: (facts: { readonly order: WholeTrace; readonly context: CheckContext }) => Answers,
): LabCase {
  return {
    name,
    expected: "failed",
    because,
    answers: async (context) => ({
      ...(await solution(context)),
      ...answers({ order: await traceOf(context, "order"), context }),
    }),
  };
}
