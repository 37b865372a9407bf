import { durationText } from "@hipstershop/traces";
import { answerTo, isService, spanNamed } from "../src/course/answers.ts";
import { nameOf } from "../src/course/find-spans.ts";
import { about, type CheckContext, evidenceOf, failed } from "../src/course/lab.ts";
import { folderOf, type Lab, notYet, passed, type Verdict } from "../src/course/lab.ts";
import {
  CAMERA_LENS,
  type Click,
  type ClickOptions,
  type LabVisitor,
  type Stage,
  TYPEWRITER,
} from "../src/course/stage.ts";
import { isAnswered, type ReadTrace } from "../src/course/trace-reader.ts";
import { CAUSES, type Incident, INCIDENTS, type Request, SHOWS } from "./incidents.ts";

const REQUESTS = 6;
/** Causes that show in what is missing: known only when nothing more arrives. */
const ABSENCES: readonly string[] = ["context", "unreachable"];
const SCORE = { most: 1000, second: 1, hint: 50, least: 100 };

export const lab: Lab = {
  id: "18",
  folder: folderOf(import.meta.dirname),
  title: "The incident",
  minutes: 10,
  questions: [
    { key: "service", kind: "service", text: "In which service is it?" },
    {
      key: "cause",
      kind: "choice",
      text: "What is the cause?",
      options: Object.entries(CAUSES).map(([value, text]) => ({ value, text })),
    },
    { key: "span", kind: "span", text: "Which is the first bad span of a request that went wrong?" },
  ],
  async prepare(stage, seed) {
    const { fault, request } = incidentOf(seed);
    const visitor = await arrive(stage, request);
    const bad = badOnes(seed);
    const clicks: Record<string, Click> = {};
    for (let number = 1; number <= REQUESTS; number += 1) {
      const name = `request${number}`;
      clicks[name] = await ask(visitor, request, bad.includes(name) ? { fault: `unmarked+${fault}` } : {});
    }
    return { clicks, facts: { startedAt: Date.now() } };
  },
  async check(answers, context) {
    const incident = incidentOf(context.scene.seed);
    const bad = await Promise.all(badOnes(context.scene.seed).map((name) => readBad(context, incident, name)));
    const [first] = bad.map((trace) => trace.nodes.find(incident.isBad));
    if (!first || bad.some((trace) => !trace.nodes.some(incident.isBad)))
      return notYet(
        "What went wrong has not arrived as spans yet, or did not act (FAULTS_FROM_BAGGAGE). Wait a second.",
      );
    const { cause, services } = incident;
    const service = answerTo(answers, "service");
    if (!services.some((one) => isService(service, one)))
      return about("service", failed(await whyNotService(service, bad, context)));
    const given = Object.entries(SHOWS).find(([name]) => name === answerTo(answers, "cause"));
    if (!given) return about("cause", failed(`“${answerTo(answers, "cause")}” is none of the causes offered.`));
    if (given[0] !== cause) {
      const feedback = `Were it that, ${given[1]}. The spans of ${service} in the bad requests do not show it.`;
      return about("cause", failed(feedback));
    }
    const wrong = await checkSpan(answerTo(answers, "span"), bad, incident, context);
    if (wrong) return about("span", wrong);
    const { span } = first;
    return won(
      `Right: ${CAUSES[cause]}. It begins at ${nameOf(span)}, ${span.durationUs < 1000 ? "short as it is" : `which took ${durationText(span.durationUs)}`}${span.error ? " and failed" : ""}`,
      context,
      evidenceOf(span),
    );
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: (context) => solution(context) },
    {
      name: "wrong-service",
      expected: "failed",
      because: "the first bad span is in none of its spans",
      answers: async (context) => ({ ...(await solution(context)), service: "flagservice" }),
    },
    {
      name: "wrong-cause",
      expected: "failed",
      because: "Were it that",
      answers: async (context) => {
        const right = await solution(context);
        return { ...right, cause: right.cause === "clock" ? "slow" : "clock" };
      },
    },
    {
      name: "wrong-root",
      expected: "failed",
      because: "is not where it begins",
      answers: async (context) => ({ ...(await solution(context)), span: (await badRoot(context)) ?? "" }),
    },
    {
      name: "wrong-good-request",
      expected: "failed",
      because: "went well",
      answers: async (context) => {
        const good = await context.traces.settled(goodOnes(context)[0]?.traceId ?? "", 1);
        return { ...(await solution(context)), span: good.spans[0]?.spanId ?? "" };
      },
    },
  ],
};

/** The incident of a seed; it is in no scene, so that nobody reads it there. */
function incidentOf(seed: number): Incident {
  const incident = INCIDENTS[Math.abs(seed) % INCIDENTS.length];
  if (!incident) throw new RangeError(`no incident for the seed ${seed}`);
  return incident;
}

/** Two of the requests, neither the first: a shop that has just been opened is slow at first. */
function badOnes(seed: number): readonly string[] {
  const start = Math.abs(seed) % (REQUESTS - 1);
  return [start, (start + 2) % (REQUESTS - 1)].map((index) => `request${index + 2}`);
}

function goodOnes({ scene }: CheckContext): readonly Click[] {
  const bad = badOnes(scene.seed);
  return Object.entries(scene.clicks).flatMap(([name, click]) => (bad.includes(name) ? [] : click));
}

async function arrive(stage: Stage, request: Request): Promise<LabVisitor> {
  const visitor = stage.visitor();
  if (request === "cart") await visitor.post("/cart", { product_id: CAMERA_LENS, quantity: "1" });
  if (request === "euros") await visitor.post("/setCurrency", { currency_code: "EUR" });
  return visitor;
}

function ask(visitor: LabVisitor, request: Request, options: ClickOptions): Promise<Click> {
  if (request === "order") return visitor.order(options);
  const paths = { home: "/", product: `/product/${TYPEWRITER}`, euros: `/product/${TYPEWRITER}`, cart: "/cart" };
  return visitor.get(paths[request], options);
}

/** A bad request’s trace as soon as the bad span is there. */
async function readBad({ scene, traces }: CheckContext, incident: Incident, name: string): Promise<ReadTrace> {
  const id = scene.clicks[name]?.traceId ?? "";
  if (ABSENCES.includes(incident.cause)) return traces.settled(id);
  return traces.until(id, (trace) => trace.root !== undefined && isAnswered(trace) && trace.nodes.some(incident.isBad));
}

async function whyNotService(service: string, bad: readonly ReadTrace[], context: CheckContext): Promise<string> {
  const good = await Promise.all(goodOnes(context).map(({ traceId }) => context.traces.settled(traceId, 1)));
  const told = (traces: readonly ReadTrace[]) => {
    const own = traces.flatMap(({ spans }) => spans.filter(({ process }) => isService(service, process.service)));
    if (own.length === 0) return "none";
    const longest = Math.max(...own.map(({ durationUs }) => durationUs));
    const errors = own.filter(({ error }) => error).length;
    const each = (own.length / traces.length).toFixed(1).replace(".0", "");
    return `${each} a trace, the longest ${durationText(longest)}, ${errors} with an error`;
  };
  return `Not ${service}: the first bad span is in none of its spans. In the bad requests they are: ${told(bad)}; in the good ones: ${told(good)}.`;
}

async function checkSpan(
  given: string,
  bad: readonly ReadTrace[],
  { isBad, cause }: Incident,
  context: CheckContext,
): Promise<Verdict | undefined> {
  const trace = bad.find((one) => spanNamed(given, one) !== undefined);
  const span = trace && spanNamed(given, trace);
  if (!trace || !span) {
    const good = await Promise.all(goodOnes(context).map(({ traceId }) => context.traces.settled(traceId, 1)));
    const isGood = good.some((one) => spanNamed(given, one) !== undefined);
    return failed(isGood ? "That span is of a request that went well." : "No trace of this incident has such a span.");
  }
  const begins = trace.nodes.filter(isBad);
  if (begins.some((node) => node.span === span)) return undefined;
  // A name alone may mean either side of the call; a lost context has two sides in any case.
  const isCall = begins.some((node) => node.span.operation === span.operation);
  if (isCall && (cause === "context" || !given.includes(span.spanId))) return undefined;
  const above = begins.some((node) => isBelow(node, span.spanId));
  return failed(
    `${nameOf(span)} is not where it begins${above ? ": it contains what went wrong. Go down from it" : ""}.`,
    evidenceOf(span),
  );
}

function isBelow(node: ReadTrace["nodes"][number], spanId: string): boolean {
  for (let above = node.parent; above; above = above.parent) if (above.span.spanId === spanId) return true;
  return false;
}

function won(feedback: string, { scene, hints = 0 }: CheckContext, evidence: Verdict["evidence"][number]): Verdict {
  const seconds = Math.max(0, Math.round((Date.now() - Number(scene.facts["startedAt"])) / 1000));
  const score = Math.max(SCORE.least, SCORE.most - seconds * SCORE.second - hints * SCORE.hint);
  const used = hints === 1 ? "1 hint" : `${hints} hints`;
  return { ...passed(`${feedback}. ${score} points: ${seconds} s, ${used}.`, evidence), score };
}

async function badRoot(context: CheckContext): Promise<string | undefined> {
  const [name = ""] = badOnes(context.scene.seed);
  return (await readBad(context, incidentOf(context.scene.seed), name)).root?.spanId;
}

async function solution(context: CheckContext) {
  const incident = incidentOf(context.scene.seed);
  const [name = ""] = badOnes(context.scene.seed);
  const { traceId, nodes } = await readBad(context, incident, name);
  const span = nodes.find(incident.isBad)?.span;
  return { service: incident.services[0], cause: incident.cause, span: `${traceId}:${span?.spanId ?? ""}` };
}
