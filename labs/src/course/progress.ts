import { z } from "zod";

/** Characters of a learner's name. */
export const NAME_LENGTH_MAX = 40;
/** Characters of one answer, and of a prediction. */
export const ANSWER_LENGTH_MAX = 1000;
/** Characters of the state as JSON. */
export const STATE_LENGTH_MAX = 1_000_000;
const FEEDBACK_LENGTH_MAX = 4000;
/** Who has given no name. */
export const NO_NAME = "learner";

const count = z.number().int().min(0);
const click = z.object({ request: z.string(), status: z.number(), traceId: z.string() });
const scene = z.object({
  seed: z.number(),
  clicks: z.record(z.string(), click),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
const verdict = z.object({
  verdict: z.enum(["passed", "failed", "not yet"]),
  feedback: z.string().transform((text) => text.slice(0, FEEDBACK_LENGTH_MAX)),
  evidence: z.array(z.object({ traceId: z.string(), spanId: z.string() })),
  score: z.number().optional(),
  question: z.string().optional(),
});
const labProgress = z.object({
  lab: z.string(),
  starts: count,
  attempts: count,
  hints: count,
  /** When it was first started, and when it was passed, in ms since 1970; 0 for not yet. */
  startedAt: count,
  passedAt: count,
  /** The best score, of a game. */
  score: count,
  /** What the last start made; null when it was not started, or is no longer kept. */
  scene: scene.nullable(),
  /** What the learner expects; null before they said so, "" when they skipped it. */
  prediction: z.string().nullable(),
  answers: z.record(z.string(), z.string()),
  last: verdict.nullable(),
  /** The trainer shows the solution. */
  isRevealed: z.boolean(),
});
const learner = z.object({ name: z.string(), seenAt: count, labs: z.array(labProgress) });
/** What the trainer has called for all: who starts its lab gets this seed. */
const incident = z.object({ lab: z.string(), seed: count, at: count });
const state = z.object({ version: z.literal(1), learners: z.array(learner), incident: incident.nullable() });

/** How far a learner is with one lab. */
export type LabProgress = Readonly<z.infer<typeof labProgress>>;
/** What the last check said. */
export type LastVerdict = Readonly<z.infer<typeof verdict>>;
/** A learner with all labs that were started. */
export type Learner = Readonly<z.infer<typeof learner>>;
/** Everybody's progress, as .shop/labs.json holds it. */
export type CourseState = Readonly<z.infer<typeof state>>;

export const EMPTY: CourseState = { version: 1, learners: [], incident: null };

/** Reads the state from JSON. Throws when it is not valid. */
export function readState(json: string): CourseState {
  return state.parse(JSON.parse(json));
}

/** The learner of this name; one without any lab when there is none. */
export function learnerIn({ learners }: CourseState, name: string): Learner {
  return learners.find((one) => one.name === name) ?? { name, seenAt: 0, labs: [] };
}

/** The learner's progress with a lab; that of nobody when it was not started. */
export function progressIn(of: Learner, lab: string): LabProgress {
  return (
    of.labs.find((one) => one.lab === lab) ?? {
      lab,
      starts: 0,
      attempts: 0,
      hints: 0,
      startedAt: 0,
      passedAt: 0,
      score: 0,
      scene: null,
      prediction: null,
      answers: {},
      last: null,
      isRevealed: false,
    }
  );
}

/** The state with this learner's progress. */
export function withProgress(before: CourseState, name: string, progress: LabProgress, now: number): CourseState {
  const known = learnerIn(before, name);
  const labs = [...known.labs.filter(({ lab }) => lab !== progress.lab), progress];
  const others = before.learners.filter((one) => one.name !== name);
  return { ...before, learners: [...others, { name, seenAt: now, labs }] };
}

/** The state without a learner's lab, or all labs of theirs, or ("") anybody's. */
export function without(before: CourseState, name: string, lab = ""): CourseState {
  const learners = before.learners.flatMap((one) => {
    if (name !== "" && one.name !== name) return [one];
    const labs = one.labs.filter((progress) => lab !== "" && progress.lab !== lab);
    return labs.length > 0 ? [{ ...one, labs }] : [];
  });
  return { ...before, learners, incident: name === "" && lab === "" ? null : before.incident };
}
