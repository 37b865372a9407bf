import type { Span } from "@hipstershop/traces";
import { answerTo, numberIn, spanNamed } from "../src/course/answers.ts";
import { faultSpan, faultsOf, nameOf } from "../src/course/find-spans.ts";
import { about, type CheckContext, evidenceOf, failed } from "../src/course/lab.ts";
import { folderOf, type Lab, notYet, passed } from "../src/course/lab.ts";
import { type Click, type Stage, TYPEWRITER } from "../src/course/stage.ts";
import type { ReadTrace } from "../src/course/trace-reader.ts";
import { judgeNumber, type NumberAnswers } from "../src/course/number-answers.ts";
import { isOwnViewer } from "../src/course/viewer-reader.ts";
import { mannWhitneyP, median, pText } from "../src/course/two-groups.ts";

const EACH = 8;
const GROUPS = ["a", "b", "c", "d"] as const;
type Group = (typeof GROUPS)[number];
/** The two of which one is slower, and the canary that is slow now and then. */
const CANDIDATES = ["b", "c"] as const;
const CANARY: Group = "d";
/** Of the canary's turns so many are slow, this far apart. */
const SLOW_TURNS = 2;
const APART = EACH / SLOW_TURNS;
/** What may be wrong with the slow candidate, and with the canary the other; the seed chooses. */
const FAULTS = ["shippingSlow:200ms", "cartStoreSlow:300ms"] as const;
/** An answer may be off by this share of the difference. */
const TOLERANCE = 1 / 6;

export const lab: Lab = {
  id: "16",
  folder: folderOf(import.meta.dirname),
  title: "Compare two revisions, and read a canary",
  minutes: 12,
  questions: [
    {
      key: "slower",
      kind: "choice",
      text: "Which candidate is really slower?",
      options: [
        { value: "b", text: "b" },
        { value: "c", text: "c" },
      ],
    },
    {
      key: "span",
      kind: "span",
      of: Array.from({ length: EACH }, (_, turn) => CANDIDATES.map((group) => `${group}${turn + 1}`)).flat(),
      text: "Which span’s own time is longer there than in a?",
    },
    { key: "shift", kind: "number", unit: "ms", text: "By how much is the median of the page longer?" },
    {
      key: "other",
      kind: "choice",
      text: "What can be said of the other candidate?",
      options: [
        { value: "slower", text: "it is slower, too, though less" },
        { value: "faster", text: "it is faster" },
        { value: "same", text: "these traces are no evidence of a difference" },
        { value: "proven", text: "it is proven to be as fast as a" },
      ],
    },
    {
      key: "canary",
      kind: "choice",
      text: "d is a canary, and gets a tenth of the traffic. Promote it or roll it back, and by which evidence?",
      options: [
        { value: "median", text: "promote: its median is much the same as that of a" },
        { value: "few", text: "promote: eight requests are too few to hold anything against it" },
        { value: "mean", text: "roll back: its mean is longer, so each of its pages is slower" },
        { value: "tail", text: "roll back: its slowest are beyond any of a, and lost the time in the same span" },
      ],
    },
  ],
  async prepare(stage, seed) {
    const fault = FAULTS[seed % FAULTS.length] ?? FAULTS[0];
    const slow: Group = Math.floor(seed / FAULTS.length) % 2 === 0 ? "c" : "b";
    const rare = FAULTS[(seed + 1) % FAULTS.length] ?? FAULTS[0];
    const isRare = (turn: number) => turn % APART === seed % APART;
    const clicks = await requestInTurns(stage, (group, turn) =>
      group === slow ? fault : group === CANARY && isRare(turn) ? rare : undefined,
    );
    return { clicks, facts: await comparisons(stage, clicks) };
  },
  async check(answers, context) {
    const groups = await readGroups(context);
    const slow = slowGroup(groups);
    if (!slow || GROUPS.some((group) => groups[group].some(({ root }) => !root)))
      return notYet("Not all 32 traces have arrived, or the fault did not act (FAULTS_FROM_BAGGAGE).");
    const other = slow === "b" ? "c" : "b";
    if (answerTo(answers, "slower") !== slow) {
      const feedback = `${describe(groups, other)}: these lists are mixed. ${describe(groups, slow)}: look at how little those overlap.`;
      return about("slower", failed(feedback));
    }
    const culprit = groups[slow].map((trace) => culpritIn(trace)).find((span) => span !== undefined);
    if (!culprit) return notYet("The slow span has not arrived yet.");
    return (
      about("span", checkSpan(answerTo(answers, "span"), groups[slow], culprit)) ??
      about("shift", checkShift(numberIn(answerTo(answers, "shift"), "ms"), groups, slow)) ??
      about("other", checkOther(answerTo(answers, "other"), groups, other)) ??
      about("canary", checkCanary(answerTo(answers, "canary"), groups)) ??
      passed(
        `Right. ${describe(groups, slow)}: slower, because of ${nameOf(culprit)}. ${describe(groups, other)}: no evidence either way. ${spread(groups, CANARY)}: a median does not see what happens to one page of four, and your visitors do.`,
        evidenceOf(culprit),
        ...slowestOf(groups).map(evidenceOf),
      )
    );
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: (context) => solution(context) },
    {
      name: "wrong-candidate",
      expected: "failed",
      because: "these lists are mixed",
      answers: async (context) => {
        const right = await solution(context);
        return { ...right, slower: right.slower === "b" ? "c" : "b" };
      },
    },
    {
      name: "wrong-parent",
      expected: "failed",
      because: "waits for it",
      answers: async (context) => {
        const groups = await readGroups(context);
        const trace = groups[slowGroup(groups) ?? "b"][0];
        return { ...(await solution(context)), span: trace?.root?.spanId ?? "" };
      },
    },
    {
      name: "wrong-percent",
      expected: "failed",
      because: "The medians are",
      answers: async (context) => ({ ...(await solution(context)), shift: await wrongShift(context, 1) }),
    },
    {
      name: "wrong-whole-median",
      expected: "failed",
      because: "The medians are",
      answers: async (context) => ({ ...(await solution(context)), shift: await wrongShift(context, 0) }),
    },
    {
      name: "wrong-noise-as-faster",
      expected: "failed",
      because: "by chance",
      answers: async (context) => ({ ...(await solution(context)), other: "faster" }),
    },
    {
      name: "wrong-proof",
      expected: "failed",
      because: "never proves that there is none",
      answers: async (context) => ({ ...(await solution(context)), other: "proven" }),
    },
    {
      name: "wrong-promoted-by-median",
      expected: "failed",
      because: "half of the pages",
      answers: async (context) => ({ ...(await solution(context)), canary: "median" }),
    },
    {
      name: "wrong-promoted-as-too-few",
      expected: "failed",
      because: "too few to prove",
      answers: async (context) => ({ ...(await solution(context)), canary: "few" }),
    },
    {
      name: "wrong-stopped-by-mean",
      expected: "failed",
      because: "Most of its pages",
      answers: async (context) => ({ ...(await solution(context)), canary: "mean" }),
    },
  ],
};

/** Pages that compare the groups; in Jaeger's UI, which compares two traces, those of one trace of each. */
async function comparisons(stage: Stage, clicks: Readonly<Record<string, Click>>): Promise<Record<string, string>> {
  const { tracesUrl, tracesApi = tracesUrl } = stage;
  if (await isOwnViewer(tracesApi)) {
    const compare = (group: Group) =>
      `${tracesUrl}/compare?${new URLSearchParams({ a: idsIn(clicks, "a").join(","), b: idsIn(clicks, group).join(",") }).toString()}`;
    return { "a and b": compare("b"), "a and c": compare("c"), "a and d": compare(CANARY) };
  }
  const pair = (group: Group) => `${tracesUrl}/trace/${idsIn(clicks, "a").at(-1)}...${idsIn(clicks, group).at(-1)}`;
  const named = (group: Group) => `a${EACH} and ${group}${EACH}`;
  return { [named("b")]: pair("b"), [named("c")]: pair("c"), [named(CANARY)]: pair(CANARY) };
}

async function requestInTurns(
  stage: Stage,
  faultOf: (group: Group, turn: number) => string | undefined,
): Promise<Record<string, Click>> {
  const clicks: Record<string, Click> = {};
  const visitors = await Promise.all(
    GROUPS.map(async (group) => {
      const visitor = stage.visitor();
      await visitor.post("/cart", { product_id: TYPEWRITER, quantity: "1" });
      return { group, visitor };
    }),
  );
  // The first requests of a shop that has just been opened are slow in any revision.
  for (const { visitor } of visitors) await visitor.get("/cart");
  for (let turn = 1; turn <= EACH; turn += 1) {
    for (const { group, visitor } of visitors) {
      const fault = faultOf(group, turn);
      clicks[`${group}${turn}`] = await visitor.get("/cart", fault === undefined ? {} : { fault });
    }
  }
  return clicks;
}

type Groups = Readonly<Record<Group, readonly ReadTrace[]>>;

async function readGroups({ scene, traces }: CheckContext): Promise<Groups> {
  const read = (group: Group) => Promise.all(idsIn(scene.clicks, group).map((id) => traces.whole(id)));
  const [a, b, c, d] = await Promise.all([read("a"), read("b"), read("c"), read("d")]);
  return { a, b, c, d };
}

function idsIn(clicks: Readonly<Record<string, Click>>, group: Group): readonly string[] {
  return Object.entries(clicks).flatMap(([name, { traceId }]) => (name.startsWith(group) ? traceId : []));
}

/** The candidate in whose traces a fault acted. */
function slowGroup(groups: Groups): Group | undefined {
  return CANDIDATES.find((group) => groups[group].some((trace) => culpritIn(trace) !== undefined));
}

function culpritIn(trace: ReadTrace): Span | undefined {
  return FAULTS.map((fault) => faultSpan(trace, fault.split(":")[0] ?? "")).find((span) => span !== undefined);
}

function timesOf(groups: Groups, group: Group): readonly number[] {
  return groups[group].map(({ root }) => (root?.durationUs ?? 0) / 1000);
}

/** "b, median 31.0 ms against 29.2 ms of a (p = 0.4)" */
function describe(groups: Groups, group: Group): string {
  const [times, base] = [timesOf(groups, group), timesOf(groups, "a")];
  return `${group}, median ${median(times).toFixed(1)} ms against ${median(base).toFixed(1)} ms of a (${pText(mannWhitneyP(times, base))})`;
}

function checkSpan(given: string, traces: readonly ReadTrace[], culprit: Span) {
  const span = traces.map((trace) => spanNamed(given, trace)).find((found) => found !== undefined);
  if (!span) return failed("No trace of that candidate has such a span. Point at one in it, or name its operation.");
  const isSame = span.operation === culprit.operation && span.process.service === culprit.process.service;
  // A name alone may mean either side of the call.
  const isCall = span.operation === culprit.operation && !given.includes(span.spanId);
  if (isSame || isCall) return undefined;
  return failed(
    span.durationUs > culprit.durationUs * 0.8 && faultsOf(span)[0] === ""
      ? `${nameOf(span)} is longer than in a, but only as it waits for it: go on to the longest child.`
      : `${nameOf(span)} has much the same time of its own in both groups.`,
    evidenceOf(span),
  );
}

/** The difference of the medians; wrong are the slower median itself, and the share of it, in percent. */
function shifts(groups: Groups, slow: Group): NumberAnswers {
  const [own, base] = [median(timesOf(groups, slow)), median(timesOf(groups, "a"))];
  return {
    rights: [own - base],
    wrongs: [own, (100 * (own - base)) / own],
    tolerance: { share: TOLERANCE, atLeast: 0 },
  };
}

function checkShift(given: number | undefined, groups: Groups, slow: Group) {
  if (given !== undefined && judgeNumber(given, shifts(groups, slow)) === "right") return undefined;
  return failed(
    `Not ${given ?? "that"}. The medians are those of the whole page, eight values each: ${describe(groups, slow)}. What is the difference?`,
  );
}

function checkOther(given: string, groups: Groups, other: Group) {
  if (given === "same") return undefined;
  if (given === "proven")
    return failed(
      `${describe(groups, other)}. A test that finds no difference never proves that there is none: eight requests miss a small one.`,
    );
  return failed(`${describe(groups, other)}. Two groups of the same revision come so far apart by chance.`);
}

function checkCanary(given: string, groups: Groups) {
  if (given === "tail") return undefined;
  const evidence = slowestOf(groups).map(evidenceOf);
  return failed(
    `${spread(groups, CANARY)}. ${CANARY_REASONS[given] ?? "That is none of the ways offered."}`,
    ...evidence,
  );
}

const CANARY_REASONS: Readonly<Record<string, string>> = {
  median:
    "The median tells about half of the pages. The other half may take any time: look at the slowest, or at the p99.",
  few: "Eight are too few to prove that a canary is good, and so to promote it. Two that lost their time in one span, where no page of a does, are enough to stop it.",
  mean: "Most of its pages are as fast as before. The mean mixes them with a few slow ones, and tells neither how many there are nor why.",
};

/** The canary's spans in which a fault acted. */
function slowestOf(groups: Groups): readonly Span[] {
  return groups[CANARY].flatMap((trace) => culpritIn(trace) ?? []);
}

/** "d: mean 95.2 ms, median 28.1 ms, slowest 331.0 ms; a: …" */
function spread(groups: Groups, group: Group): string {
  const text = (name: Group) => {
    const times = timesOf(groups, name);
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    return `${name}: mean ${mean.toFixed(1)} ms, median ${median(times).toFixed(1)} ms, slowest ${Math.max(...times).toFixed(1)} ms`;
  };
  return `${text(group)}; ${text("a")}`;
}

async function solution(context: CheckContext) {
  const groups = await readGroups(context);
  const slow = slowGroup(groups) ?? "b";
  const culprit = groups[slow].map((trace) => culpritIn(trace)).find((span) => span !== undefined);
  const [shift] = shifts(groups, slow).rights;
  return { slower: slow, span: culprit?.spanId ?? "", shift: `${shift.toFixed(1)} ms`, other: "same", canary: "tail" };
}

/** A plausible wrong answer to the shift. */
async function wrongShift(context: CheckContext, index: number): Promise<string> {
  const groups = await readGroups(context);
  return `${(shifts(groups, slowGroup(groups) ?? "b").wrongs[index] ?? 0).toFixed(1)} ms`;
}
