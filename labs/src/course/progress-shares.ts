import { type CourseState, type LabProgress, type Learner, STATE_LENGTH_MAX } from "./progress.ts";

/** So much more is dropped than must be, in characters, so that not every change has to drop something. */
const SPARE = 50_000;

interface Share {
  readonly learner: Learner;
  readonly length: number;
}

/** The state as JSON, which fits its limit: whoever has most gives way first. Undefined when it does not fit. */
export function writeState(whole: CourseState): string | undefined {
  const json = JSON.stringify(whole);
  if (json.length <= STATE_LENGTH_MAX) return json;
  const kept = JSON.stringify(withoutMost(whole, json.length - STATE_LENGTH_MAX));
  return kept.length <= STATE_LENGTH_MAX ? kept : undefined;
}

/**
 * The state with so many characters of JSON less, if it has them. What labs made is dropped from whoever has most, lab by
 * lab: passed ones first, the oldest of all; then others. A learner keeps the lab that was changed last, and of every lab
 * what was achieved. So who fills the room pushes out only what is their own.
 */
function withoutMost(before: CourseState, tooMuch: number): CourseState {
  const shares = new Map(before.learners.map((learner) => [learner.name, shareOf(learner)]));
  for (let left = tooMuch + SPARE; left > 0;) {
    const [largest] = [...shares.values()]
      .filter(({ learner }) => nextToDrop(learner))
      .sort((one, other) => other.length - one.length);
    if (!largest) break;
    const smaller = shareOf(withoutNext(largest.learner));
    shares.set(largest.learner.name, smaller);
    left -= largest.length - smaller.length;
  }
  return { ...before, learners: before.learners.map((one) => shares.get(one.name)?.learner ?? one) };
}

function shareOf(learner: Learner): Share {
  return { learner, length: JSON.stringify(learner).length };
}

function nextToDrop({ labs }: Learner): LabProgress | undefined {
  const [next] = labs.slice(0, -1).filter(holdsSomething).toSorted(byAge);
  return next ?? labs.slice(-1).find((lab) => lab.passedAt > 0 && holdsSomething(lab));
}

function withoutNext(learner: Learner): Learner {
  const next = nextToDrop(learner);
  const labs = learner.labs.map((lab) =>
    lab === next ? { ...lab, scene: null, prediction: null, answers: {}, last: null } : lab,
  );
  return { ...learner, labs };
}

function holdsSomething({ scene, last, answers, prediction }: LabProgress): boolean {
  return scene !== null || last !== null || prediction !== null || Object.keys(answers).length > 0;
}

/** Passed ones before others, the oldest first. */
function byAge(one: LabProgress, other: LabProgress): number {
  const isPassed = (lab: LabProgress) => (lab.passedAt > 0 ? 0 : 1);
  return isPassed(one) - isPassed(other) || one.passedAt - other.passedAt || one.startedAt - other.startedAt;
}
