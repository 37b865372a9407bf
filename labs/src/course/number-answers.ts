import { isNear } from "./spans.ts";

/** What a number may be, and what somebody would give who has misunderstood the question; all from the real spans. */
export interface NumberAnswers {
  /** The answer, and further ones that are right, too. */
  readonly rights: readonly [number, ...number[]];
  /** Plausible wrong ones: an answer that is at least as near to one of them as to a right one is wrong. */
  readonly wrongs: readonly number[];
  readonly tolerance: { readonly share: number; readonly atLeast: number };
}

/** Numbers this close can't be told apart once they are rounded. */
const COINCIDE = 2;

/**
 * Judges a number by its tolerance, which ends halfway to the next plausible wrong answer: however the durations came out,
 * no such answer is judged right. "unclear" when a wrong answer is the right one by chance, so that nothing can be said.
 */
export function judgeNumber(given: number, answers: NumberAnswers): "right" | "wrong" | "unclear" {
  if (distance(answers.rights[0], answers.wrongs) <= COINCIDE) return "unclear";
  const isRight = answers.rights.some(
    (right) => isNear(given, right, answers.tolerance) && Math.abs(given - right) < distance(given, answers.wrongs),
  );
  return isRight ? "right" : "wrong";
}

/** Whether all plausible wrong answers are beyond the tolerance, so that none of it is lost. */
export function isToldApart({ rights: [right], wrongs, tolerance }: NumberAnswers): boolean {
  return wrongs.every((wrong) => !isNear(wrong, right, tolerance));
}

/** How far the nearest of the numbers is; infinite when there are none. */
function distance(from: number, numbers: readonly number[]): number {
  return Math.min(...numbers.map((number) => Math.abs(number - from)));
}
