import { durationText } from "@hipstershop/traces";
import { answerTo, isTrace, spanNamed } from "../src/course/answers.ts";
import { eventField, faultSpan, isDatabase, nameOf, serverSpan } from "../src/course/find-spans.ts";
import { about, type CheckContext, evidenceOf, failed, folderOf, type Lab, notYet, passed } from "../src/course/lab.ts";
import type { ReadTrace } from "../src/course/trace-reader.ts";

const TOGETHER = ["together1", "together2", "together3"];
const POOL = "cartPoolOfOne:100ms";

export const lab: Lab = {
  id: "13",
  folder: folderOf(import.meta.dirname),
  title: "The cart and its store",
  minutes: 8,
  questions: [
    { key: "query", kind: "span", of: ["slow"], text: "Which span of “slow” is long by itself?" },
    {
      key: "waited",
      kind: "trace",
      of: TOGETHER,
      text: "Of which of the three requests at one moment did the cart service answer the call last?",
    },
    {
      key: "cause",
      kind: "choice",
      text: "Why were those three slow?",
      options: [
        { value: "store", text: "the store answered slowly" },
        { value: "pool", text: "the cart service handles one call at a time: the calls waited for each other" },
        { value: "network", text: "the network between the frontend and the cart service" },
      ],
    },
  ],
  async prepare(stage) {
    const visitor = stage.visitor();
    const plain = await visitor.get("/cart");
    const slow = await visitor.get("/cart", { fault: "cartStoreSlow:300ms" });
    const together = await Promise.all(
      TOGETHER.map(async (name) => [name, await stage.visitor().get("/cart", { fault: POOL })] as const),
    );
    return { clicks: { plain, slow, ...Object.fromEntries(together) }, facts: {} };
  },
  async check(answers, context) {
    const slow = await read(context, "slow");
    const query = faultSpan(slow, "cartStoreSlow");
    if (!query) return notYet("The trace “slow” has not arrived, or its fault did not act. Start the lab again.");
    const given = spanNamed(answerTo(answers, "query"), slow);
    if (!given) return about("query", failed("There is no such span in the trace “slow”."));
    if (given.spanId !== query.spanId) {
      const feedback =
        given.durationUs > query.durationUs * 0.9
          ? `${nameOf(given)} is long, too, but it waits: nearly all of its ${durationText(given.durationUs)} is the time of a span below it.`
          : `${nameOf(given)} takes only ${durationText(given.durationUs)}. Follow the longest child from the root down.`;
      return about("query", failed(feedback, evidenceOf(given)));
    }
    return checkPool(answers, context, `The query took ${durationText(query.durationUs)} by itself. `);
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: (context) => solution(context) },
    {
      name: "wrong-service-span",
      expected: "failed",
      because: "but it waits",
      answers: async (context) => ({
        ...(await solution(context)),
        query: serverSpan(await read(context, "slow"), "GetCart")?.spanId ?? "",
      }),
    },
    {
      name: "wrong-first-in-line",
      expected: "failed",
      because: "while another was behind",
      answers: async (context) => ({
        ...(await solution(context)),
        waited: (await waits(context)).toSorted((a, b) => a.calls - b.calls)[0]?.traceId ?? "",
      }),
    },
    {
      name: "wrong-store",
      expected: "failed",
      because: "the store answered after",
      answers: async (context) => ({ ...(await solution(context)), cause: "store" }),
    },
    {
      name: "wrong-network",
      expected: "failed",
      because: "inside the cart service",
      answers: async (context) => ({ ...(await solution(context)), cause: "network" }),
    },
  ],
};

interface Waiting {
  readonly traceId: string;
  readonly spanId: string;
  /** Calls that were waiting or running before it. */
  readonly calls: number;
  readonly tookUs: number;
  readonly storeUs: number;
}

async function checkPool(answers: Readonly<Record<string, string>>, context: CheckContext, first: string) {
  const all = await waits(context);
  const most = Math.max(...all.map(({ calls }) => calls));
  const isOneLast = all.some(({ calls }) => calls < most);
  if (all.length < TOGETHER.length || !isOneLast)
    return notYet("The three requests did not meet, or their traces have not arrived. Start the lab again.");
  const given = all.find(({ traceId }) => isTrace(answerTo(answers, "waited"), traceId));
  if (!given) return about("waited", failed("That is none of the three that were made at one moment."));
  const evidence = { traceId: given.traceId, spanId: given.spanId };
  if (given.calls < most) {
    const feedback = `${first}But that call had ${given.calls} before it, while another was behind ${most}: see the event “waiting for a worker”.`;
    return about("waited", failed(feedback, evidence));
  }
  const times = `GetCart took ${durationText(given.tookUs)}, the store answered after ${durationText(given.storeUs)}`;
  const cause = answerTo(answers, "cause");
  if (cause === "store") return about("cause", failed(`${times}. The store is not to blame this time.`, evidence));
  if (cause !== "pool") {
    const feedback = `${times}. That is the server’s span: the time passed inside the cart service.`;
    return about("cause", failed(feedback, evidence));
  }
  return passed(
    `Right. ${first}In the second report it was idle: ${times}. It waited behind ${most} other ${most === 1 ? "call" : "calls"}; one request alone would have been faster.`,
    evidence,
  );
}

async function waits(context: CheckContext): Promise<readonly Waiting[]> {
  const traces = await Promise.all(TOGETHER.map((name) => read(context, name)));
  return traces.flatMap((trace) => {
    const span = faultSpan(trace, "cartPoolOfOne");
    const store = trace.spans.find((one) => one.parentSpanId === span?.spanId && isDatabase(one));
    if (!span || !store) return [];
    const calls = Number(eventField(span, "waiting for a worker", "app.queue.length") ?? 0);
    return { ...evidenceOf(span), calls, tookUs: span.durationUs, storeUs: store.durationUs };
  });
}

async function read({ scene, traces }: CheckContext, click: string): Promise<ReadTrace> {
  return traces.whole(scene.clicks[click]?.traceId ?? "");
}

async function solution(context: CheckContext) {
  const slow = await read(context, "slow");
  const [last] = (await waits(context)).toSorted((a, b) => b.calls - a.calls);
  return { query: faultSpan(slow, "cartStoreSlow")?.spanId ?? "", waited: last?.traceId ?? "", cause: "pool" };
}
