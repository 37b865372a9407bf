import { createHash, randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { CourseProblem } from "./course-problem.ts";
import type { Answers, CheckContext, Evidence, Lab, Verdict } from "./lab.ts";
import { checkLab, startLab } from "./play.ts";
import {
  ANSWER_LENGTH_MAX,
  type CourseState,
  type LabProgress,
  learnerIn,
  NAME_LENGTH_MAX,
  NO_NAME,
  progressIn,
  withProgress,
  without,
} from "./progress.ts";
import type { ProgressStore } from "./progress-file.ts";
import { labOf, LABS } from "./registry.ts";
import { spanAddress } from "./span-address.ts";
import { ShopError, type Stage } from "./stage.ts";
import { textsOf } from "./texts.ts";
import type { TraceReader } from "./trace-reader.ts";
import { resetWork, startWork, WorkError, workFolder } from "./work.ts";

export interface CourseOptions {
  readonly progress: ProgressStore;
  readonly stageFor: (learner: string) => Stage;
  readonly traces: TraceReader;
  /** The folder in which learners edit files; "" where they have none. */
  readonly stateFolder: string;
}

/** The lab that a trainer can call for all. */
const INCIDENT = "18";
const SEED_MAX = 2 ** 31;

/** A lab as the list shows it. */
export interface ListedLab {
  readonly lab: Lab;
  readonly progress: LabProgress;
}

/**
 * The course for all learners: the command and the pages do with it what people ask for. Methods throw a CourseProblem
 * when that can't be done.
 */
export class Course {
  readonly #progress: ProgressStore;
  readonly #stageFor: CourseOptions["stageFor"];
  readonly #stateFolder: string;
  readonly traces: TraceReader;

  constructor({ progress, stageFor, traces, stateFolder }: CourseOptions) {
    this.#progress = progress;
    this.#stageFor = stageFor;
    this.traces = traces;
    this.#stateFolder = stateFolder;
  }

  /** Everybody's progress. */
  get state(): CourseState {
    return this.#progress.read();
  }

  list(learner: string): readonly ListedLab[] {
    const own = learnerIn(this.state, learner);
    return LABS.map((lab) => ({ lab, progress: progressIn(own, lab.id) }));
  }

  progress(lab: Lab, learner: string): LabProgress {
    return progressIn(learnerIn(this.state, learner), lab.id);
  }

  /** Makes the lab's requests in the learner's name. What was answered before is forgotten, that it was passed is not. */
  async start(lab: Lab, learner: string, seed?: number): Promise<LabProgress> {
    const { starts } = this.progress(lab, learner);
    const work = this.work(lab, learner);
    try {
      if (work !== "") await startWork(lab, work);
      const scene = await startLab(lab, this.#stageFor(learner), seed ?? this.#seedFor(lab, learner, starts));
      const stored = { ...scene, clicks: { ...scene.clicks }, facts: { ...scene.facts } };
      return this.#change(lab, learner, (before) => ({
        ...before,
        scene: stored,
        starts: before.starts + 1,
        startedAt: before.startedAt || Date.now(),
        prediction: null,
        answers: {},
        last: null,
        isRevealed: false,
      }));
    } catch (error) {
      if (error instanceof ShopError || error instanceof WorkError)
        throw new CourseProblem("away", sentence(error.message));
      throw error;
    }
  }

  /** Remembers what the learner expects; "" when they would rather not say. */
  predict(lab: Lab, learner: string, prediction: string): LabProgress {
    checkLength(prediction, "A prediction");
    return this.#change(lab, learner, (before) => ({ ...before, prediction: prediction.trim() }));
  }

  /** The next hint: how many are shown then. */
  hint(lab: Lab, learner: string): LabProgress {
    const { hints } = textsOf(lab);
    return this.#change(lab, learner, (before) => ({ ...before, hints: Math.min(before.hints + 1, hints.length) }));
  }

  /** Checks answers against the real spans, and remembers them. */
  async check(lab: Lab, learner: string, answers: Answers): Promise<Verdict> {
    const known = knownAnswers(lab, answers);
    const context = this.#contextOf(lab, learner);
    if (!context) {
      const feedback = "Nothing has been made for this lab yet, so there is nothing to look at: start it first.";
      return { verdict: "not yet", feedback, evidence: [] };
    }
    const verdict = await checkLab(lab, known, context);
    const { score = 0 } = verdict;
    const last = { ...verdict, evidence: verdict.evidence.map((one) => ({ ...one })) };
    this.#change(lab, learner, (before) => ({
      ...before,
      answers: { ...known },
      last,
      attempts: before.attempts + (verdict.verdict === "not yet" ? 0 : 1),
      score: Math.max(before.score, score),
      passedAt: before.passedAt || (verdict.verdict === "passed" ? Date.now() : 0),
    }));
    return verdict;
  }

  /** The reference solution for what was made for this learner. */
  async solution(lab: Lab, learner: string): Promise<Answers> {
    const context = this.#contextOf(lab, learner);
    const solution = lab.cases.find(({ name }) => name === "solution");
    return context && solution ? solution.answers(context) : {};
  }

  /** Shows the learner the solution. */
  reveal(lab: Lab, learner: string): void {
    this.#change(lab, learner, (before) => ({ ...before, isRevealed: true }));
  }

  /** Forgets a lab of a learner; without a lab all of theirs, and of "" everybody's. */
  async reset(learner: string, lab?: Lab): Promise<void> {
    const names = learner === "" ? this.state.learners.map(({ name }) => name) : [learner];
    for (const one of lab ? [lab] : LABS)
      for (const name of names) {
        const work = this.work(one, name);
        if (work !== "" && existsSync(work)) await resetWork(one, work);
      }
    this.#progress.update((before) => without(before, learner, lab?.id));
  }

  /** Where the learner edits the lab's files; "" for a lab without code, and where learners have no files. */
  work(lab: Lab, learner: string): string {
    return lab.work && this.#stateFolder !== "" ? workFolder(this.#stateFolder, learner, lab) : "";
  }

  /** Calls an incident: whoever starts its lab from now on gets the same. Undefined when there is no such lab. */
  callIncident(): Lab | undefined {
    const lab = labOf(INCIDENT);
    if (lab)
      this.#progress.update((before) => ({
        ...before,
        incident: { lab: lab.id, seed: randomInt(SEED_MAX), at: Date.now() },
      }));
    return lab;
  }

  #seedFor(lab: Lab, learner: string, starts: number): number {
    const { incident } = this.state;
    return incident?.lab === lab.id ? incident.seed : seedOf(learner, lab, starts);
  }

  #contextOf(lab: Lab, learner: string): CheckContext | undefined {
    const { scene, hints } = this.progress(lab, learner);
    if (!scene) return undefined;
    const work = this.work(lab, learner);
    return { scene, traces: this.traces, stage: this.#stageFor(learner), hints, ...(work !== "" && { work }) };
  }

  #change(lab: Lab, learner: string, change: (before: LabProgress) => LabProgress): LabProgress {
    const after = this.#progress.update((state) =>
      withProgress(state, learner, change(progressIn(learnerIn(state, learner), lab.id)), Date.now()),
    );
    return progressIn(learnerIn(after, learner), lab.id);
  }
}

/** The lab of this number or folder. Throws a CourseProblem for none. */
export function labNamed(name: string): Lab {
  const lab = labOf(name) ?? labOf(/^\d\d(?=-)/.exec(name)?.[0] ?? "");
  if (lab) return lab;
  const [first, last] = [LABS[0]?.id ?? "", LABS.at(-1)?.id ?? ""];
  throw new CourseProblem("unknown", `There is no lab ${name.slice(0, 40)}: they are numbered ${first} to ${last}.`);
}

/** A learner's name as it is kept: one line, spaces not doubled; without one, "learner". Throws a CourseProblem. */
export function learnerName(given: string): string {
  const name = given.normalize("NFC").trim().replaceAll(/\s+/g, " ");
  if (name === "") return NO_NAME;
  if (name.length > NAME_LENGTH_MAX)
    throw new CourseProblem(
      "invalid",
      `A name has at most ${NAME_LENGTH_MAX} characters, and this one ${name.length}.`,
    );
  if (/[\p{C}]/u.test(name)) throw new CourseProblem("invalid", "A name has letters, digits, spaces and signs only.");
  return name;
}

/** Where the viewer shows the evidence. */
export function evidenceUrl(tracesUrl: string, { traceId, spanId }: Evidence): string {
  return spanAddress(`${tracesUrl}/trace/${traceId}`, spanId);
}

function knownAnswers(lab: Lab, answers: Answers): Answers {
  const keys = new Set(lab.questions.map(({ key }) => key));
  const unknown = Object.keys(answers).find((key) => !keys.has(key));
  if (unknown !== undefined)
    throw new CourseProblem(
      "invalid",
      `Lab ${lab.id} asks for ${[...keys].join(", ")}, not for ${unknown.slice(0, 40)}.`,
    );
  const given = Object.entries(answers).map(([key, answer]) => [key, answer.trim()] as const);
  for (const [key, answer] of given) checkLength(answer, `The answer to ${key}`);
  return Object.fromEntries(given.filter(([, answer]) => answer !== ""));
}

function checkLength(text: string, what: string): void {
  if (text.length > ANSWER_LENGTH_MAX)
    throw new CourseProblem(
      "invalid",
      `${what} has at most ${ANSWER_LENGTH_MAX} characters, and this one ${text.length}.`,
    );
}

/** The same learner gets the same, and something new with each start. */
function seedOf(learner: string, { id }: Lab, starts: number): number {
  return createHash("sha256").update(`${learner}\n${id}\n${starts}`).digest().readUInt32BE(0) >>> 1;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? "" : "."}`;
}
