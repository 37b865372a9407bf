import { directFetch } from "@hipstershop/runtime";
import { answerTo, numberIn } from "../src/course/answers.ts";
import { attribute, faultSpan } from "../src/course/find-spans.ts";
import { about, type CheckContext, evidenceOf, failed, folderOf, type Lab, notYet, passed } from "../src/course/lab.ts";

const FAULT = "manyLabels";
const METRIC = "app_fault_calls_by_user_total";
const VISITORS_MIN = 4;
const SCRAPE_MS_MAX = 1000;

export const lab: Lab = {
  id: "15",
  folder: folderOf(import.meta.dirname),
  title: "Cardinality: which label explodes?",
  minutes: 7,
  questions: [
    { key: "label", kind: "text", text: `Which label of ${METRIC} has too many values?` },
    { key: "series", kind: "number", unit: "", text: "How many series did your requests of this lab add to it?" },
    {
      key: "instead",
      kind: "choice",
      text: "Where should the values of that label be known instead?",
      options: [
        { value: "hash", text: "in the same label, as hashes" },
        { value: "name", text: "in the metric’s name" },
        { value: "span", text: "on the span, as an attribute" },
        { value: "resource", text: "on the resource, beside the service’s name" },
      ],
    },
  ],
  async prepare(stage, seed) {
    const visitors = VISITORS_MIN + (seed % 4);
    const clicks = await Promise.all(
      Array.from({ length: visitors }, async (_, visitor) => {
        const one = stage.visitor();
        const made = [];
        for (let click = 0; click <= (visitor + seed) % 3; click += 1)
          made.push([`visitor${visitor + 1}-${click + 1}`, await one.get("/cart", { fault: `${FAULT}:on` })] as const);
        return made;
      }),
    );
    return {
      clicks: Object.fromEntries(clicks.flat()),
      facts: { metrics: stage.metrics?.["cartservice"] ?? "" },
    };
  },
  async check(answers, context) {
    const calls = await countedCalls(context);
    const [first] = calls;
    if (!first || calls.length < Object.keys(context.scene.clicks).length)
      return notYet("Not all of your requests have arrived as traces, or the fault did not act. Wait a second.");
    const sessions = new Set(calls.map(({ session }) => session));
    const label = about("label", checkLabel(answerTo(answers, "label").toLowerCase()));
    if (label) return label;
    const given = numberIn(answerTo(answers, "series"));
    if (given === calls.length) {
      const feedback = `${given} is how many calls were counted. A call of a known user adds 1 to a series that is there: count the users.`;
      return about("series", failed(feedback, first));
    }
    if (given !== sessions.size) {
      const feedback = `Not ${answerTo(answers, "series")}. Your ${calls.length} requests came from fewer visitors: look at session.id at the root of each trace.`;
      return about("series", failed(feedback, first));
    }
    const instead = answerTo(answers, "instead");
    if (instead !== "span")
      return about("instead", failed(INSTEAD_REASONS[instead] ?? "That is none of the places offered."));
    const scraped = await seriesOf(context, sessions);
    return passed(
      `Right. ${calls.length} requests of ${sessions.size} visitors became ${sessions.size} series. ${scraped}The traces know the user just as well: session.id is on each root span, and costs once.`,
      first,
    );
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: (context) => solution(context) },
    {
      name: "wrong-calls",
      expected: "failed",
      because: "how many calls were counted",
      answers: async (context) => ({
        ...(await solution(context)),
        series: String((await countedCalls(context)).length),
      }),
    },
    {
      name: "wrong-one-series",
      expected: "failed",
      because: "look at session.id",
      answers: async (context) => ({ ...(await solution(context)), series: "1" }),
    },
    {
      name: "wrong-label",
      expected: "failed",
      because: "one value in this process",
      answers: async (context) => ({ ...(await solution(context)), label: "service_version" }),
    },
    {
      name: "wrong-hash",
      expected: "failed",
      because: "as many hashes as users",
      answers: async (context) => ({ ...(await solution(context)), instead: "hash" }),
    },
  ],
};

const INSTEAD_REASONS: Readonly<Record<string, string>> = {
  hash: "There are as many hashes as users, and so as many series. It hides who it was, and costs the same.",
  name: "A metric for each user is a series for each user, and no query can add them up.",
  resource: "A resource describes the process, which serves all users. It has no value that is right for one call.",
};

function checkLabel(given: string) {
  if (given === "user") return undefined;
  if (given === "service_version") return failed("service_version has one value in this process: it adds no series.");
  if (given === METRIC) return failed("That is the metric. Its labels are the names in braces.");
  return failed(`${given} is no label with many values of ${METRIC}. Which value differs in each of its lines?`);
}

interface CountedCall {
  readonly traceId: string;
  readonly spanId: string;
  readonly session: string;
}

/** The calls of the cart service that were counted by user, with the visitor's session. */
async function countedCalls({ scene, traces }: CheckContext): Promise<readonly CountedCall[]> {
  const all = await Promise.all(Object.values(scene.clicks).map(({ traceId }) => traces.whole(traceId)));
  return all.flatMap((trace) => {
    const span = faultSpan(trace, FAULT);
    const session = trace.root && attribute(trace.root, "session.id");
    return span && session !== undefined ? { ...evidenceOf(span), session: String(session) } : [];
  });
}

/** What the scrape says, in a sentence; "" where the metrics can't be reached from here. */
async function seriesOf({ stage }: CheckContext, sessions: ReadonlySet<string>): Promise<string> {
  const address = stage.metrics?.["cartservice"] ?? "";
  if (address === "") return "";
  try {
    const answer = await directFetch(address, { signal: AbortSignal.timeout(SCRAPE_MS_MAX) });
    const lines = (await answer.text()).split("\n").filter((line) => line.startsWith(`${METRIC}{`));
    const own = lines.filter((line) => sessions.has(/user="([^"]*)"/.exec(line)?.[1] ?? ""));
    return `The scrape has ${own.length} of them among ${lines.length} in all. `;
  } catch {
    return "";
  }
}

async function solution(context: CheckContext) {
  const sessions = new Set((await countedCalls(context)).map(({ session }) => session));
  return { label: "user", series: String(sessions.size), instead: "span" };
}
