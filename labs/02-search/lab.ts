import { answerTo } from "../src/course/answers.ts";
import {
  about,
  type Answers,
  type CheckContext,
  type Evidence,
  evidenceOf,
  failed,
  folderOf,
  type Lab,
  notYet,
  passed,
  type Verdict,
} from "../src/course/lab.ts";
import { CAMERA_LENS, TYPEWRITER } from "../src/course/stage.ts";
import { queryIn } from "../src/course/trace-search.ts";
import { endOf, tagText, traceOf, type WholeTrace } from "../src/course/spans.ts";

/** Names of the scene's clicks with their traces. */
type Traces = ReadonlyMap<string, WholeTrace>;

interface Search {
  readonly key: string;
  /** What is looked for, in words. */
  readonly what: string;
  readonly isWanted: (trace: WholeTrace) => boolean;
  /** What a query that finds this trace, too, has not asked for. */
  readonly tooMany: (trace: WholeTrace) => string;
}

const SEARCHES: readonly Search[] = [
  {
    key: "failed",
    what: "orders that the shop failed",
    isWanted: (trace) => isOrder(trace) && statusOf(trace) >= 500,
    tooMany: (trace) => {
      if (!isOrder(trace)) return "That is no order: ask for the route, too.";
      if (statusOf(trace) >= 400) return "That order was refused, since the card was declined; the shop did its work.";
      return "That order succeeded: ask for the status or for the error on the same span.";
    },
  },
  {
    key: "euro",
    what: "pages that were shown in euros",
    isWanted: ({ root }) => tagText(root, CURRENCY) === "EUR",
    tooMany: ({ root }) => `That was shown in ${tagText(root, CURRENCY)}: its first span has ${CURRENCY}.`,
  },
];
const CURRENCY = "app.user.currency";

/** A key with its value, or another comparison of it. */
const CONDITION = /[\w.-]+\s*(?:!?[=~:]|[<>])/;

export const lab: Lab = {
  id: "02",
  folder: folderOf(import.meta.dirname),
  title: "Ask for traces by their attributes",
  minutes: 6,
  questions: [
    { key: "failed", kind: "text", text: "Which query finds the orders that the shop failed, and nothing else?" },
    { key: "euro", kind: "text", text: "Which query finds the pages that were shown in euros, and nothing else?" },
  ],
  async prepare(stage) {
    const visitor = stage.visitor();
    const european = stage.visitor();
    await european.post("/setCurrency", { currency_code: "EUR" });
    return {
      clicks: {
        home: await visitor.get("/"),
        euroHome: await european.get("/"),
        order: await visitor.order({}, CAMERA_LENS),
        unreachable: await visitor.order({ fault: "paymentUnreachable:on" }),
        declined: await stage.visitor().order({ fault: "paymentFailure:declined" }),
        noAds: await visitor.get("/", { fault: "adFailure:all" }),
        uncharged: await stage.visitor().order({ fault: "paymentFailure:all" }),
        euroProduct: await european.get(`/product/${CAMERA_LENS}`),
        brokenPage: await visitor.get(`/product/${TYPEWRITER}`, { fault: "productCatalogFailure:oneProduct" }),
      },
      facts: {},
    };
  },
  async check(answers, context) {
    const names = Object.keys(context.scene.clicks);
    const traces: Traces = new Map(
      await Promise.all(names.map(async (name) => [name, await traceOf(context, name)] as const)),
    );
    for (const search of SEARCHES) {
      const verdict = about(search.key, await checkSearch(search, answers, context, traces));
      if (verdict) return verdict;
    }
    const wanted = SEARCHES.flatMap(({ isWanted }) => [...traces.values()].filter(isWanted));
    return passed(
      `Right. Of ${traces.size} traces the first query found those of the failed orders, the second those in euros. Both conditions of a query held on one span, the one that answered the browser: an error deeper in a trace, as a declined card or a missing ad, does not make its request a failed one.`,
      ...wanted.map(({ root }) => evidenceOf(root)),
    );
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    {
      name: "solution",
      expected: "passed",
      answers: () => ({
        failed: "http.route=/cart/checkout error=true",
        euro: 'service=frontend app.user.currency="EUR"',
      }),
    },
    wrong("wrong-any-error", "the card was declined", { failed: "error" }),
    wrong("wrong-all-orders", "That order succeeded", { failed: "http.route=/cart/checkout" }),
    wrong("wrong-error-in-checkout", "the card was declined", { failed: "service=checkoutservice error" }),
    wrong("wrong-one-status", "does not find", { failed: "http.route=/cart/checkout http.response.status_code=503" }),
    wrong("wrong-key", "finds none of your traces", { euro: "currency=EUR" }),
    wrong("wrong-bare-word", "Ask for an attribute", { euro: "EUR" }),
    wrong("wrong-currency", "That was shown in USD", { euro: "app.user.currency=USD" }),
    wrong("wrong-any-failed-page", "That is no order", { failed: "http.response.status_code=500" }),
    wrong("wrong-two-spans", "finds none of your traces", { failed: "http.route=/cart/checkout rpc.system.name=grpc" }),
  ],
};

/** Undefined when the query finds what it should. */
async function checkSearch(
  { key, what, isWanted, tooMany }: Search,
  answers: Answers,
  { traces: reader }: CheckContext,
  traces: Traces,
): Promise<Verdict | undefined> {
  const query = answerTo(answers, key);
  const { traceIds, problem } = await reader.search(query, periodOf(traces));
  const isWord = !CONDITION.test(queryIn(query));
  if (problem !== "" && isWord) return wordAlone(query, []);
  if (problem !== "") return notYet(`“${query}” (${key}) was not run. ${problem}`);
  const found = new Set(traceIds);
  const all = [...traces.values()];
  const wanted = all.filter(isWanted);
  const evidence = wanted.map(({ root }) => evidenceOf(root));
  if (!all.some(({ traceId }) => found.has(traceId))) {
    return failed(
      `“${query}” finds none of your traces. Look at the keys and values on the first span of one of the ${what}: all conditions must hold on one span.`,
      ...evidence,
    );
  }
  const extras = all.filter((trace) => found.has(trace.traceId) && !isWanted(trace));
  const extra = extras.find(isOrder) ?? extras[0];
  if (extra) {
    const story = `“${query}” finds, among others, ${requestOf(extra)}. ${tooMany(extra)}`;
    return failed(story, evidenceOf(extra.root));
  }
  const missing = wanted.filter(({ traceId }) => !found.has(traceId));
  if (missing.length === 0) return isWord ? wordAlone(query, evidence) : undefined;
  return failed(
    `“${query}” does not find all ${what}: ${missing.map(requestOf).join(", ")} is missing. Ask for what they have in common.`,
    ...missing.map(({ root }) => evidenceOf(root)),
  );
}

function wordAlone(query: string, evidence: readonly Evidence[]): Verdict {
  return failed(
    `“${query}” is a word alone, which finds whatever has it anywhere. Ask for an attribute, as key=value: which key has it?`,
    ...evidence,
  );
}

function periodOf(traces: Traces) {
  const spans = [...traces.values()].flatMap((trace) => trace.spans);
  return { fromUs: Math.min(...spans.map(({ startUs }) => startUs)) - 1, toUs: Math.max(...spans.map(endOf)) + 1 };
}

function isOrder({ root }: WholeTrace): boolean {
  return tagText(root, "http.route") === "/cart/checkout";
}

function statusOf({ root }: WholeTrace): number {
  return Number(tagText(root, "http.response.status_code"));
}

function requestOf(trace: WholeTrace): string {
  return `${trace.root.operation} (status ${statusOf(trace)})`;
}

/** A case with the solution's other answer. */
function wrong(name: string, because: string, answers: Answers): Lab["cases"][number] {
  const right = { failed: "http.route=/cart/checkout error=true", euro: "app.user.currency=EUR" };
  return { name, expected: "failed", because, answers: () => ({ ...right, ...answers }) };
}
