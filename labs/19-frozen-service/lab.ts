import { join } from "node:path";
import { durationText } from "@hipstershop/traces";
import { answerTo, isService, isTrace, numberIn, spanNamed } from "../src/course/answers.ts";
import { nameOf } from "../src/course/find-spans.ts";
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
import { tagText } from "../src/course/spans.ts";
import { isDegraded, isUnsent, isVain, lateSpans, pagesOf, servedBy, type Story } from "./pages.ts";
import { sendRecording } from "./recording.ts";

/** The services of which there is a recording. */
const SERVICES = ["recommendationservice", "shippingservice", "currencyservice"] as const;

const INSTEAD = {
  error: "an error page, with status 503",
  missing: "the page without the part for which the service was needed",
  old: "the page with what the service had answered last, and since when",
  late: "the page as always, only later",
} as const;
const LATE = {
  woke: "it went on, and read calls that had waited for it",
  retry: "the frontend sent the calls once more",
  clock: "its clock is wrong",
} as const;

const optionsOf = (texts: Readonly<Record<string, string>>) =>
  Object.entries(texts).map(([value, text]) => ({ value, text }));

export const lab: Lab = {
  id: "19",
  folder: folderOf(import.meta.dirname),
  title: "A service that freezes",
  minutes: 12,
  needs: "collector",
  questions: [
    { key: "frozen", kind: "service", text: "Which service froze?" },
    { key: "vain", kind: "number", unit: "", text: "How many calls waited for it, and got no answer in time?" },
    { key: "unsent", kind: "span", text: "Point at a call that was not sent any more" },
    { key: "instead", kind: "choice", text: "What did the visitor get meanwhile?", options: optionsOf(INSTEAD) },
    { key: "closed", kind: "trace", text: "Which is the first page that was whole again?" },
    {
      key: "late",
      kind: "choice",
      text: "The frozen service has spans below calls that it did not answer in time. Why?",
      options: optionsOf(LATE),
    },
  ],
  async prepare(stage, seed) {
    const service = SERVICES[seed % SERVICES.length] ?? SERVICES[0];
    const file = join(import.meta.dirname, "recordings", `${service}.json.gz`);
    return { clicks: await sendRecording(file, stage), facts: {} };
  },
  async check(answers, context) {
    const story = await pagesOf(context);
    if (!story) return notYet("The pages have not arrived as a whole yet. Wait a second, or begin anew.");
    const problem =
      about("frozen", checkFrozen(answerTo(answers, "frozen"), story)) ??
      about("vain", checkVain(numberIn(answerTo(answers, "vain")), story)) ??
      about("unsent", checkUnsent(answerTo(answers, "unsent"), story)) ??
      about("instead", checkInstead(answerTo(answers, "instead"), story)) ??
      about("closed", checkClosed(answerTo(answers, "closed"), story)) ??
      about("late", checkLate(answerTo(answers, "late"), story));
    if (problem) return problem;
    const { frozen, vain, unsent, slowest, open, whole } = story;
    return passed(
      `Right. ${frozen} stood still: ${vain.length} calls waited in vain, the third of which opened the breaker. ${unsent.length} calls after that were not sent, and the page took ${durationText(open.trace.root.durationUs)} instead of ${durationText(slowest.trace.root.durationUs)}. It was answered with 200 all the while. “${whole.name}” was whole again: health checks in the background had found that out, and no visitor had to try.`,
      ...[vain[0], unsent[0], whole.trace.root].flatMap((span) => (span ? [evidenceOf(span)] : [])),
    );
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: solution },
    wrong("wrong-caller", "itself waited", () => ({ frozen: "frontend" })),
    wrong("wrong-other-service", "answered", () => ({ frozen: "cartservice" })),
    wrong("wrong-all-failed", "were not sent", ({ vain, unsent }) => ({ vain: String(vain.length + unsent.length) })),
    wrong("wrong-one-more", "Count the calls", ({ vain }) => ({ vain: String(vain.length + 1) })),
    wrong("wrong-none", "Count the calls", () => ({ vain: "0" })),
    wrong("wrong-waiting-call", "was sent", ({ vain }) => ({ unsent: vain[0]?.spanId ?? "" })),
    wrong("wrong-page", "is no call", ({ open }) => ({ unsent: open.trace.root.spanId })),
    wrong("wrong-answered-call", "was answered", ({ whole, frozen }) => ({
      unsent: servedBy(frozen, whole.trace)[0]?.parentSpanId ?? "",
    })),
    wrong("wrong-error-page", "was answered with 200", () => ({ instead: "error" })),
    wrong("wrong-other-part", "part of the page degraded", ({ state }) => ({
      instead: state === "old" ? "missing" : "old",
    })),
    wrong("wrong-only-late", "part of the page degraded", () => ({ instead: "late" })),
    wrong("wrong-before", "came before", ({ pages }) => ({ closed: pages[0]?.trace.traceId ?? "" })),
    wrong("wrong-still-open", "part of the page degraded", ({ open }) => ({ closed: open.trace.traceId })),
    wrong("wrong-second", "not the first", ({ pages }) => ({ closed: pages.at(-1)?.trace.traceId ?? "" })),
    wrong("wrong-retry", "trying again", () => ({ late: "retry" })),
    wrong("wrong-clock", "other spans", () => ({ late: "clock" })),
  ],
};

function checkFrozen(answer: string, { frozen, pages, vain }: Story): Verdict | undefined {
  if (isService(answer, frozen)) return undefined;
  const [first] = vain;
  const evidence = first ? [evidenceOf(first)] : [];
  if (first && isService(answer, first.process.service))
    return failed(
      `${answer} itself waited: the event “no answer in time” is on its call. Whom did it call?`,
      ...evidence,
    );
  const service = answer.endsWith("service") ? answer : `${answer}service`;
  const served = pages.filter(isDegraded).flatMap(({ trace }) => servedBy(service, trace));
  if (served.length === 0)
    return failed(
      `${answer} has no part in the pages that lack something. Look at the calls that failed.`,
      ...evidence,
    );
  return failed(`${service} answered ${served.length} calls of the very pages that lack something.`, ...evidence);
}

function checkVain(given: number | undefined, { vain, unsent }: Story): Verdict | undefined {
  if (given === vain.length) return undefined;
  const evidence = vain.map(evidenceOf);
  if (given === vain.length + unsent.length)
    return failed(
      `So many calls failed. ${unsent.length} of them did not wait: they were not sent any more.`,
      ...evidence,
    );
  return failed("Count the calls with the event “no answer in time”, on all pages.", ...evidence);
}

function checkUnsent(answer: string, { pages, vain }: Story): Verdict | undefined {
  const spans = pages.map(({ trace }) => spanNamed(answer, trace));
  const given = spans.find((span) => span && isUnsent(span)) ?? spans.find((span) => span !== undefined);
  if (!given) return failed(`“${answer}” is no span of these pages.`);
  if (isUnsent(given)) return undefined;
  if (isVain(given) || vain.some(({ spanId }) => spanId === given.parentSpanId)) {
    return failed(
      `${nameOf(given)} was sent: the frontend waited for it, and below it is what the service made of it later. What is not sent takes no time, and has an event that says so.`,
      evidenceOf(given),
    );
  }
  if (given.parentSpanId === "" || given.kind !== "client")
    return failed(`${nameOf(given)} is no call. A call is a client span.`, evidenceOf(given));
  return failed(`${nameOf(given)} was answered: ${tagText(given, "rpc.response.status_code")}.`, evidenceOf(given));
}

function checkInstead(answer: string, { state, open }: Story): Verdict | undefined {
  if (answer === state) return undefined;
  const { root } = open.trace;
  const status = tagText(root, "http.response.status_code");
  if (answer === "error") return failed(`The page was answered with ${status}, though calls failed.`, evidenceOf(root));
  return failed(
    `The first span of a page such as “${open.name}” has the event “part of the page degraded”. What does app.page.part_state say?`,
    evidenceOf(root),
  );
}

function checkClosed(answer: string, { pages, whole }: Story): Verdict | undefined {
  const given = pages.find(({ name, trace }) => answer === name || isTrace(answer, trace.traceId));
  if (!given) return failed(`“${answer}” is none of the pages.`);
  if (given === whole) return undefined;
  const evidence = evidenceOf(given.trace.root);
  if (isDegraded(given)) return failed(`“${given.name}” has the event “part of the page degraded”.`, evidence);
  const isBefore = given.trace.root.startUs < whole.trace.root.startUs;
  return failed(
    isBefore
      ? `“${given.name}” is whole, but came before the service froze.`
      : `“${given.name}” is whole, but not the first one after the breaker had closed.`,
    evidence,
  );
}

function checkLate(answer: string, story: Story): Verdict | undefined {
  if (answer === "woke") return undefined;
  const late = lateSpans(story);
  const [first] = late;
  const evidence = late.map(evidenceOf);
  if (answer === "retry")
    return failed("A call that is repeated has the event “trying again”, and these have none.", ...evidence);
  const other = first && servedBy(story.frozen, story.whole.trace)[0];
  return failed(
    `With a wrong clock other spans of the service would lie outside of their calls, too: ${other ? `on “${story.whole.name}” they lie` : "they lie"} within. These begin after their calls had ended, and all of them soon after each other.`,
    ...evidence,
  );
}

async function solution(context: CheckContext): Promise<Answers> {
  const story = await pagesOf(context);
  if (!story) return {};
  return {
    frozen: story.frozen,
    vain: String(story.vain.length),
    unsent: story.unsent[0]?.spanId ?? "",
    instead: story.state,
    closed: story.whole.trace.traceId,
    late: "woke",
  };
}

/** A case with the solution's other answers. */
function wrong(name: string, because: string, answers: (story: Story) => Answers): LabCase {
  return {
    name,
    expected: "failed",
    because,
    answers: async (context) => {
      const story = await pagesOf(context);
      return { ...(await solution(context)), ...(story && answers(story)) };
    },
  };
}
