import { TYPED } from "@hipstershop/runtime/typed-commands";
import { firstUnanswered } from "./answers.ts";
import { about, type Answers, type CheckContext, failed, type Lab, notYet, type Scene, type Verdict } from "./lab.ts";
import { ShopError, type Stage } from "./stage.ts";
import { TraceApiError } from "./trace-api-error.ts";
import type { TraceReader } from "./trace-reader.ts";
import { caseFolder, examineWork, SlowWorkError, WorkError } from "./work.ts";

const NEEDS_FILES = `This lab is solved by editing a file on your own machine: open the shop there with \`${TYPED.start}\`, and check by \`${TYPED.lab}\`.`;

/** Why the lab can't be started there; "" when it can. */
export function missingFor({ id, needs }: Lab, { otlp }: Stage): string {
  if (needs !== "collector" || otlp !== undefined) return "";
  return `lab ${id} sends recorded spans, and no collector is known here. Do it with the shop that \`${TYPED.start}\` opens, or, by \`${TYPED.labOptions}\`, name with --otlp an address of your traces that takes OTLP over HTTP`;
}

/** Makes the lab's requests. Rejects with a ShopError. */
export async function startLab(lab: Lab, stage: Stage, seed: number): Promise<Scene> {
  const missing = missingFor(lab, stage);
  if (missing !== "") throw new ShopError(missing);
  return { seed, ...(await lab.prepare(stage, seed)) };
}

/** Checks answers against the real spans. A question without an answer, or a part that can't be reached, is "not yet". */
export async function checkLab(lab: Lab, answers: Answers, context: CheckContext): Promise<Verdict> {
  const open = firstUnanswered(lab.questions, answers);
  if (open) return named(lab, about(open.key, notYet(`Still to be answered: ${open.text}`)));
  if (lab.work && context.work === undefined) return notYet(NEEDS_FILES);
  const checked = await unlessUnreachable(async () => {
    if (lab.work) await examineWork(lab, context.work ?? "");
    return lab.check(answers, context);
  });
  return named(lab, "verdict" in checked ? checked : checked.value);
}

/** The verdict with its question in the feedback’s head: "Question 2 (beside): …", where there are several. */
function named({ questions }: Lab, verdict: Verdict): Verdict {
  const index = questions.findIndex(({ key }) => key === verdict.question);
  if (index < 0 || questions.length < 2) return verdict;
  return { ...verdict, feedback: `Question ${index + 1} (${verdict.question}): ${verdict.feedback}` };
}

/** What the function gives, or "not yet" when it meets a shop or traces that can't be used. */
async function unlessUnreachable<T>(give: () => Promise<T>): Promise<{ readonly value: T } | Verdict> {
  try {
    return { value: await give() };
  } catch (error) {
    if (error instanceof SlowWorkError) return notYet(`Your code took too long: ${error.message}. Check again.`);
    if (error instanceof WorkError) return failed(`Your code can't be checked: ${error.message}.`);
    if (error instanceof TraceApiError || error instanceof ShopError)
      return notYet(`It can't be checked: ${error.message}.`);
    throw error;
  }
}

/** What one case of a lab came to. */
export interface CaseResult {
  readonly lab: string;
  readonly case: string;
  readonly expected: Verdict["verdict"];
  readonly verdict: Verdict["verdict"];
  readonly feedback: string;
  /** True when the verdict is the expected one, and the feedback of a wrong answer says why, and of which question. */
  readonly isRight: boolean;
  readonly tookMs: number;
}

/** Plays every case of a lab on one scene. */
export async function selftestLab(lab: Lab, stage: Stage, traces: TraceReader, seed: number): Promise<CaseResult[]> {
  await using files = await caseFolder(lab);
  const scene = await startLab(lab, stage, seed);
  const context: CheckContext = { scene, traces, stage, ...(files && { work: files.folder }) };
  const results: CaseResult[] = [];
  for (const { name, expected, answers, because = "" } of lab.cases) {
    await files?.lay(name);
    const given = await unlessUnreachable(async () => answers(context));
    const start = performance.now();
    const said = "verdict" in given ? given : await checkLab(lab, given.value, context);
    const tookMs = Math.round(performance.now() - start);
    const { verdict, feedback, question } = said;
    const isNamed = expected !== "failed" || lab.questions.length === 0 || question !== undefined;
    const isRight = verdict === expected && isNamed && feedback.includes(because);
    results.push({ lab: lab.id, case: name, expected, verdict, feedback, isRight, tookMs });
  }
  return results;
}
