import { Random } from "@hipstershop/random";
import { answerTo, numberIn } from "../src/course/answers.ts";
import {
  about,
  type Answers,
  type CheckContext,
  type Click,
  type Evidence,
  failed,
  folderOf,
  type Lab,
  type LabCase,
  notYet,
  passed,
  type Scene,
  type Verdict,
} from "../src/course/lab.ts";
import {
  durationQuantile,
  keeps,
  type Policy,
  RANDOM_DIGITS,
  sample,
  type SampleTrace,
} from "../src/course/sampling.ts";
import { tagText, traceOf } from "../src/course/spans.ts";
import { type LabVisitor, type Stage, TYPEWRITER } from "../src/course/stage.ts";

const HEAD: Policy = { kind: "head", share: 0.25 };
const SLOW: Policy = { kind: "slow", fromMs: 500 };
const TAIL: readonly Policy[] = [{ kind: "errors" }, SLOW];
/** Two percentiles differ when one is this much larger. */
const LARGER = 1.25;

/** A page that took longer, and was not to, is opened again, so many times in all: the machine was busy. */
const FAST_MS_MAX = 300;
const AGAIN_MAX = 15;

/** A kind of page: how many there are, how one is opened, and whether it is to be slow. */
interface Kind {
  readonly count: number;
  readonly isSlow?: boolean;
  readonly open: (visitor: LabVisitor) => Promise<Click>;
}
const PAGES: readonly Kind[] = [
  { count: 23, open: (visitor) => visitor.get("/search?q=camera") },
  { count: 4, open: (visitor) => visitor.get(`/product/${TYPEWRITER}`, { fault: "productCatalogFailure:oneProduct" }) },
  { count: 2, isSlow: true, open: (visitor) => visitor.get("/cart", { fault: "shippingSlow:800ms" }) },
  { count: 1, open: (visitor) => visitor.get("/", { fault: "adFailure:all+priceCalls:batch" }) },
];

/** A stored page. */
interface Page extends SampleTrace {
  readonly hasFailed: boolean;
}

export const lab: Lab = {
  id: "08",
  folder: folderOf(import.meta.dirname),
  title: "Keep a few, know the rest?",
  minutes: 8,
  questions: [
    { key: "head", kind: "number", unit: "", text: "How many of the failed pages does head sampling with 25 % keep?" },
    { key: "tail", kind: "number", unit: "", text: "How many of the thirty traces does the tail policy keep?" },
    {
      key: "bias",
      kind: "choice",
      text: "The p90 of what the tail policy has kept, compared with the p90 of all, is …",
      options: [
        { value: "higher", text: "higher" },
        { value: "same", text: "about the same" },
        { value: "lower", text: "lower" },
      ],
    },
  ],
  prepare: openPages,
  handout: table,
  async check(answers, context) {
    const pages = await pagesOf(context);
    return (
      about("head", checkHead(answerTo(answers, "head"), pages)) ??
      about("tail", checkTail(answerTo(answers, "tail"), pages)) ??
      about("bias", checkBias(answerTo(answers, "bias"), pages)) ??
      passed(summary(pages), ...evidenceOf(sample(pages, TAIL).kept))
    );
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: solution },
    wrong("wrong-keeps-all-failed", "knows nothing", (pages) => {
      const all = pages.filter(({ hasFailed }) => hasFailed).length;
      return { head: String(headOf(pages) === all ? all + 1 : all) };
    }),
    wrong("wrong-other-digit", "last 14 digits", (pages) => ({ head: String(headOf(pages) + 1) })),
    wrong("wrong-by-status", "answered with 200", (pages) => ({ tail: String(byStatus(pages).length) })),
    wrong("wrong-errors-only", "as long as", (pages) => ({ tail: String(withError(pages).length) })),
    wrong("wrong-quarter", "applied to each trace", () => ({ tail: "30" })),
    wrong("wrong-same", "p90 of all", () => ({ bias: "same" })),
    wrong("wrong-lower", "p90 of all", () => ({ bias: "lower" })),
  ],
};

async function openPages(stage: Stage, seed: number): Promise<Omit<Scene, "seed">> {
  const visitor = stage.visitor();
  const random = new Random(seed);
  const deck = PAGES.flatMap(({ count, ...kind }) =>
    Array.from({ length: count }, () => ({ ...kind, rank: random.next() })),
  );
  // Somebody else's click makes the connections, so that the first page is no slower than the others.
  await stage.visitor().get("/");
  const clicks: Record<string, Click> = {};
  const budget = { again: AGAIN_MAX };
  for (const [index, kind] of deck.toSorted((a, b) => a.rank - b.rank).entries())
    clicks[`page${String(index + 1).padStart(2, "0")}`] = await openAsMeant(kind, visitor, budget);
  return { clicks, facts: { session: visitor.sessionId() } };
}

/** The page; another in its place when it was slow by chance. */
async function openAsMeant(kind: Omit<Kind, "count">, visitor: LabVisitor, budget: { again: number }): Promise<Click> {
  for (;;) {
    const start = performance.now();
    const click = await kind.open(visitor);
    if (kind.isSlow === true || performance.now() - start <= FAST_MS_MAX || budget.again <= 0) return click;
    budget.again -= 1;
  }
}

function table({ clicks, facts }: Scene): string {
  const lines = Object.entries(clicks).map(([name, { request, status, traceId }]) => {
    const id = `${traceId.slice(0, -RANDOM_DIGITS)} ${traceId.slice(-RANDOM_DIGITS)}`;
    return `${name}  ${id}  ${status}  ${request}`;
  });
  return [`In the viewer: session.id=${String(facts["session"])}`, ...lines].join("\n");
}

async function pagesOf(context: CheckContext): Promise<readonly Page[]> {
  return Promise.all(
    Object.keys(context.scene.clicks).map(async (name) => {
      const { traceId, spans, root } = await traceOf(context, name);
      return {
        traceId,
        hasError: spans.some(({ error }) => error),
        hasFailed: Number(tagText(root, "http.response.status_code")) >= 500,
        durationMs: root.durationUs / 1000,
        spanCount: spans.length,
      };
    }),
  );
}

function checkHead(answer: string, pages: readonly Page[]): Verdict | undefined {
  const all = pages.filter(({ hasFailed }) => hasFailed);
  const { kept } = sample(all, [HEAD]);
  const given = numberIn(answer);
  if (given === kept.length) return undefined;
  const why =
    given !== undefined && given >= all.length
      ? `Head sampling knows nothing of how a request will end: it would keep failed ones like any others.`
      : `Look at the ${all.length} ids.`;
  return failed(
    `Not ${answer}. ${why} Kept are those whose last 14 digits begin with c, d, e or f.`,
    ...evidenceOf(all),
  );
}

function checkTail(answer: string, pages: readonly Page[]): Verdict | undefined {
  const { kept } = sample(pages, TAIL);
  const given = numberIn(answer);
  if (given === kept.length) return undefined;
  const missed = (counted: readonly Page[]): readonly Evidence[] =>
    evidenceOf(kept.filter(({ traceId }) => !counted.some((page) => page.traceId === traceId)));
  if (given === byStatus(pages).length) {
    return failed(
      `${answer} counts slow pages and those with status 500. A page that was answered with 200 has a failed call, and is kept, too.`,
      ...missed(byStatus(pages)),
    );
  }
  if (given === withError(pages).length) {
    return failed(
      `${answer} counts the traces with an error. Those that took as long as 500 ms or longer are kept, too.`,
      ...missed(withError(pages)),
    );
  }
  return failed(
    `Not ${answer}: the policy is applied to each trace. Kept are those with a failed span, and those of 500 ms and more.`,
    ...evidenceOf(kept),
  );
}

function checkBias(answer: string, pages: readonly Page[]): Verdict | undefined {
  const [ofKept, ofAll] = [p90(sample(pages, TAIL).kept), p90(pages)];
  // On a busy machine other pages may have been as slow as those that were to be.
  if (ofKept <= ofAll * LARGER) return notYet("Too many pages were slow by chance. Begin anew for thirty others.");
  if (answer === "higher") return undefined;
  return failed(
    `The p90 of all thirty is ${ms(ofAll)}, that of the traces that were kept ${ms(ofKept)}. The policy has chosen them by their duration.`,
    ...evidenceOf(pages.filter((page) => keeps(SLOW, page))),
  );
}

function summary(pages: readonly Page[]): string {
  const [head, tail] = [sample(pages, [HEAD]), sample(pages, TAIL)];
  const percent = (share: number): string => `${Math.round(100 * share)} % of the spans`;
  const headP90 = head.kept.length === 0 ? "none" : ms(p90(head.kept));
  return `Right. Tail: ${tail.kept.length} of ${pages.length} traces, ${percent(tail.spanShare)}, all ${tail.errorsKept} with an error; their p90 is ${ms(p90(tail.kept))} instead of ${ms(p90(pages))}, since the policy prefers slow ones. Head: ${head.kept.length} traces, ${percent(head.spanShare)}, ${head.errorsLost} of ${head.errorsKept + head.errorsLost} with an error are lost; their p90 is ${headP90}, with the chance of a small sample and no preference. So alarms and percentiles come from metrics, and traces show examples.`;
}

function p90(pages: readonly SampleTrace[]): number {
  return durationQuantile(pages, 0.9);
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}

function headOf(pages: readonly Page[]): number {
  return pages.filter((page) => page.hasFailed && keeps(HEAD, page)).length;
}

function withError(pages: readonly Page[]): readonly Page[] {
  return pages.filter(({ hasError }) => hasError);
}

/** What somebody would count who overlooks pages that were answered although a call failed. */
function byStatus(pages: readonly Page[]): readonly Page[] {
  return pages.filter((page) => page.hasFailed || (!page.hasError && keeps(SLOW, page)));
}

function evidenceOf(pages: readonly SampleTrace[]): readonly Evidence[] {
  return pages.map(({ traceId }) => ({ traceId, spanId: "" }));
}

async function solution(context: CheckContext): Promise<Answers> {
  const pages = await pagesOf(context);
  return { head: String(headOf(pages)), tail: String(sample(pages, TAIL).kept.length), bias: "higher" };
}

/** A case with the solution's other answers. */
function wrong(name: string, because: string, answers: (pages: readonly Page[]) => Answers): LabCase {
  return {
    name,
    expected: "failed",
    because,
    answers: async (context) => ({ ...(await solution(context)), ...answers(await pagesOf(context)) }),
  };
}
