import { once } from "node:events";
import { join } from "node:path";
import { TYPED } from "@hipstershop/runtime/typed-commands";
import { EnvError } from "@hipstershop/runtime";
import { harmless, harmlessJson, oneLine } from "@hipstershop/text";
import { CommanderError } from "commander";
import colors from "picocolors";
import { CourseProblem } from "../course/course-problem.ts";
import { Course, evidenceUrl, labNamed } from "../course/course.ts";
import type { Lab } from "../course/lab.ts";
import { type CaseResult, missingFor, selftestLab } from "../course/play.ts";
import { chosenPlaces, type LabPlaces, NO_PLACES, openPlaces, stageAt } from "../course/places.ts";
import { progressFile } from "../course/progress-file.ts";
import { LABS } from "../course/registry.ts";
import { ShopError } from "../course/stage.ts";
import { permalinkOf, textsOf } from "../course/texts.ts";
import { checkTraceApi } from "../course/trace-api-check.ts";
import { TraceApiError } from "../course/trace-api-error.ts";
import { traceReader } from "../course/trace-reader.ts";
import { createCommand, type Options } from "./options.ts";
import { hintText, labText, listText, selftestText, stateWord, verdictText } from "./print.ts";
import { openShop, SIGNALS } from "./shop-child.ts";

const OK = 0;
const NOT_PASSED = 1;
const BAD_OPTIONS = 2;
const NO_SHOP = 3;
/** By Ctrl-C, as shells have it. */
const INTERRUPTED = 130;
const SELFTEST_SEED = 1;
const HOW_TO_OPEN = `No shop is open here. \`${TYPED.start}\` opens one; --frontend and --traces name another with its Jaeger.`;

const print = (text: string) => void process.stdout.write(`${text}\n`);
const printJson = (value: unknown) => print(harmlessJson(JSON.stringify(value, null, 2)));
const tell = (text: string) => void process.stderr.write(`lab: ${oneLine(text)}\n`);

/** Runs `lab` with these arguments. Resolves to its exit code. */
export async function runCommand(args: readonly string[]): Promise<number> {
  let code = OK;
  const command = createCommand({
    list: async (options) => list(options),
    start: (lab, options) => start(labNamed(lab), options),
    check: async (name, answers, options) => {
      const lab = labNamed(name);
      const places = await reachablePlaces(options);
      if (!places) throw new CourseProblem("away", HOW_TO_OPEN);
      const verdict = await courseAt(places, options).check(lab, options.learner, answers);
      const { feedback, evidence } = verdict;
      const urls = evidence.map((one) => evidenceUrl(places.traces, one));
      if (options.json)
        printJson({
          lab: lab.id,
          verdict: verdict.verdict,
          feedback,
          evidence: urls,
          ...(verdict.question !== undefined && { question: verdict.question }),
          ...(verdict.score !== undefined && { score: verdict.score }),
        });
      else print(verdictText(lab, verdict, places));
      code = verdict.verdict === "passed" ? OK : NOT_PASSED;
    },
    hint: async (name, options) => hint(labNamed(name), options),
    reset: async (name, options) => reset(name === undefined ? undefined : labNamed(name), options),
    selftest: async (name, options) => {
      const results = await selftest(name === undefined ? LABS : [labNamed(name)], options);
      if (!results) code = INTERRUPTED;
      else if (!results.every(({ isRight }) => isRight)) code = NOT_PASSED;
    },
  });
  try {
    await command.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    return exitCodeOf(error);
  }
}

function placesFor(options: Options): LabPlaces | undefined {
  return chosenPlaces(options, openPlaces(options.state));
}

/** The same. Rejects with a TraceApiError when the trace API that was named can't be used. */
async function reachablePlaces(options: Options): Promise<LabPlaces | undefined> {
  const places = placesFor(options);
  if (places && options.traces !== undefined) await checkTraceApi(places.traces);
  return places;
}

function courseAt(places: LabPlaces, { state }: Options): Course {
  return new Course({
    progress: progressFile(join(state, "labs.json"), tell),
    stageFor: (learner) => stageAt(places, learner),
    traces: traceReader(places.traces),
    stateFolder: state,
  });
}

function list(options: Options): void {
  const places = placesFor(options) ?? NO_PLACES;
  const labs = courseAt(places, options).list(options.learner);
  if (!options.json) return print(listText(labs, places.course));
  printJson(
    labs.map(({ lab, progress }) => ({
      lab: lab.id,
      folder: permalinkOf(lab),
      title: lab.title,
      minutes: lab.minutes,
      state: stateWord(progress),
      attempts: progress.attempts,
      hints: progress.hints,
    })),
  );
}

/** Starts a lab on the open shop; without one, opens a shop, which stays until Ctrl-C. */
async function start(lab: Lab, options: Options): Promise<void> {
  const places = await reachablePlaces(options);
  if (places) return startAt(lab, places, options);
  if (options.json) throw new CourseProblem("away", HOW_TO_OPEN);
  tell("no shop is open here: one is opened, and closed by Ctrl-C");
  await using shop = await openShop(options.state, options.portBase);
  await startAt(lab, shop.places, options);
  tell("go on in another terminal, or in the browser; Ctrl-C closes the shop");
  await shop.ended;
}

async function startAt(lab: Lab, places: LabPlaces, options: Options): Promise<void> {
  const course = courseAt(places, options);
  const progress = await course.start(lab, options.learner, options.seed);
  const work = course.work(lab, options.learner);
  if (!options.json) return print(labText(lab, progress, places, work));
  const clicks = Object.entries(progress.scene?.clicks ?? {});
  printJson({
    lab: lab.id,
    title: lab.title,
    seed: progress.scene?.seed,
    questions: lab.questions,
    ...(progress.scene && lab.handout && { handout: lab.handout(progress.scene) }),
    ...(work !== "" && { files: work }),
    traces: clicks
      .filter(([, { traceId }]) => traceId !== "")
      .map(([, { traceId }]) => `${places.traces}/trace/${traceId}`),
  });
}

function hint(lab: Lab, options: Options): void {
  const { hints } = courseAt(placesFor(options) ?? NO_PLACES, options).hint(lab, options.learner);
  const all = textsOf(lab).hints;
  if (!options.json) return print(hintText(lab, hints));
  const texts = all.slice(0, hints).map((blocks) => blocks.map(({ raw }) => raw.trim()).join("\n"));
  printJson({ lab: lab.id, hints: texts, left: all.length - hints });
}

async function reset(lab: Lab | undefined, options: Options): Promise<void> {
  await courseAt(NO_PLACES, options).reset(options.learner, lab);
  if (options.json) return printJson({ learner: options.learner, reset: (lab ? [lab] : LABS).map(({ id }) => id) });
  print(lab ? `Lab ${lab.id} is as if it had not been started.` : "The course begins anew.");
}

/** Plays the cases of labs. Undefined when a signal ends it, after which a shop that was opened for it is closed. */
async function selftest(labs: readonly Lab[], options: Options): Promise<readonly CaseResult[] | undefined> {
  const known = await reachablePlaces(options);
  await using shop = known ? undefined : await openShop(options.state, options.portBase);
  const results = await Promise.race([played(labs, known ?? shop?.places ?? NO_PLACES, options), signalled()]);
  if (!results) return undefined;
  if (options.json)
    printJson(
      results.map(({ lab, case: name, expected, verdict, feedback, isRight, tookMs }) => ({
        lab,
        case: name,
        expected,
        verdict,
        tookMs,
        // A wrong answer may be refused for another reason than the one that it is a case of.
        ...(!isRight && { feedback }),
      })),
    );
  else print(selftestText(results));
  return results;
}

async function played(labs: readonly Lab[], places: LabPlaces, options: Options): Promise<readonly CaseResult[]> {
  const stage = stageAt(places, options.learner);
  const results: CaseResult[] = [];
  for (const lab of labs) {
    const missing = missingFor(lab, stage);
    if (labs.length > 1 && missing !== "") {
      tell(`left out: ${missing}`);
      continue;
    }
    results.push(...(await selftestLab(lab, stage, traceReader(places.traces), options.seed ?? SELFTEST_SEED)));
  }
  return results;
}

/** Resolves when somebody ends this command. */
async function signalled(): Promise<undefined> {
  await Promise.race(SIGNALS.map((signal) => once(process, signal)));
}

function exitCodeOf(error: unknown): number {
  // Commander has printed the help or the error itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? OK : BAD_OPTIONS;
  const isAway = error instanceof ShopError || error instanceof TraceApiError;
  const isTold = isAway || error instanceof CourseProblem || error instanceof EnvError;
  const text = isTold ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${colors.red("lab:")} ${harmless(text)}\n`);
  if (isAway) return NO_SHOP;
  if (!(error instanceof CourseProblem)) return NOT_PASSED;
  if (error.kind === "away") return NO_SHOP;
  return error.kind === "unknown" || error.kind === "invalid" ? BAD_OPTIONS : NOT_PASSED;
}
