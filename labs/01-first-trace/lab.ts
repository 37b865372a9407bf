import { durationText } from "@hipstershop/traces";
import { answerTo, isTrace, numberIn } from "../src/course/answers.ts";
import { about, type CheckContext, evidenceOf, failed, folderOf, type Lab, notYet, passed } from "../src/course/lab.ts";
import { TYPEWRITER } from "../src/course/stage.ts";

/** The learner's own click is one of four, and is found by what it asked for. */
const OWN = "own";

export const lab: Lab = {
  id: "01",
  folder: folderOf(import.meta.dirname),
  title: "Find your click",
  minutes: 4,
  questions: [
    { key: "trace", kind: "trace", text: "Which of these traces is the one of the typewriter’s page?" },
    { key: "services", kind: "number", unit: "", text: "How many services took part in it?" },
  ],
  async prepare(stage) {
    const visitor = stage.visitor();
    return {
      clicks: {
        home: await visitor.get("/"),
        [OWN]: await visitor.get(`/product/${TYPEWRITER}`),
        cart: await visitor.get("/cart"),
        search: await visitor.get("/search?q=camera"),
      },
      facts: {},
    };
  },
  async check(answers, { scene, traces }) {
    const own = await traces.whole(scene.clicks[OWN]?.traceId ?? "");
    if (!own.root) return notYet("The trace of the page has not arrived yet. Traces take a second or two.");
    const evidence = evidenceOf(own.root);
    const given = answerTo(answers, "trace");
    const other = Object.values(scene.clicks).find(({ traceId }) => isTrace(given, traceId));
    if (!other)
      return about("trace", failed("That is none of the traces of this lab. Each is named by 32 digits.", evidence));
    if (other.traceId !== own.traceId) {
      const feedback = `That trace began with ${other.request}. A trace is named after its root, the request that began it: look for /product/.`;
      return about("trace", failed(feedback, { traceId: other.traceId, spanId: "" }));
    }
    const services = new Set(own.spans.map(({ process }) => process.service));
    const count = numberIn(answerTo(answers, "services"));
    if (count === own.spans.length) {
      const feedback = `${count} is the number of spans. Several spans can be of one service: count the names.`;
      return about("services", failed(feedback, evidence));
    }
    if (count !== services.size) {
      const feedback = `The trace is the right one, but not ${answerTo(answers, "services")} services. Each service has its colour; the frontend, which was asked, counts, too.`;
      return about("services", failed(feedback, evidence));
    }
    return passed(
      `Right. One click became ${own.spans.length} spans in ${services.size} services (${[...services].sort().join(", ")}), and was answered after ${durationText(own.root.durationUs)}. All of them carry the trace id ${own.traceId}.`,
      evidence,
    );
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    {
      name: "solution",
      expected: "passed",
      answers: async (context) => ({ trace: own(context), services: String(await servicesOf(context)) }),
    },
    {
      name: "wrong-trace",
      expected: "failed",
      because: "began with GET /cart",
      answers: ({ scene }) => ({ trace: scene.clicks["cart"]?.traceId ?? "", services: "3" }),
    },
    {
      name: "wrong-spans",
      expected: "failed",
      because: "number of spans",
      answers: async (context) => ({
        trace: own(context),
        services: String((await context.traces.whole(own(context))).spans.length),
      }),
    },
    {
      name: "wrong-count",
      expected: "failed",
      because: "the frontend, which was asked, counts",
      answers: async (context) => ({ trace: own(context), services: String((await servicesOf(context)) - 1) }),
    },
    {
      name: "wrong-stranger",
      expected: "failed",
      because: "none of the traces",
      answers: () => ({ trace: "1".repeat(32), services: "3" }),
    },
  ],
};

function own({ scene }: CheckContext): string {
  return scene.clicks[OWN]?.traceId ?? "";
}

async function servicesOf(context: CheckContext): Promise<number> {
  const { spans } = await context.traces.whole(own(context));
  return new Set(spans.map(({ process }) => process.service)).size;
}
