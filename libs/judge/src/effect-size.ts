import { ranksOf } from "./ranks.ts";
import { mean } from "./statistics.ts";

/** mean(experiment) / mean(control); not a number where either is 0. */
export function meanRatio(experiment: readonly number[], control: readonly number[]): number {
  const [above, below] = [mean(experiment), mean(control)];
  return above === 0 || below === 0 ? Number.NaN : above / below;
}

/**
 * The common language effect size: the probability that a value of the experiment is above one of the control, where
 * equal ones count half; 0.5 is no effect. (2·R₁ − m(m+1)) / 2mn (Vargha and Delaney, 2000, equation 14).
 */
export function commonLanguageEffect(experiment: readonly number[], control: readonly number[]): number {
  const [m, n] = [experiment.length, control.length];
  const ranks = ranksOf([...experiment, ...control]);
  const rankSum = experiment.reduce((total, value) => total + ranks.of(value), 0);
  return (2 * rankSum - m * (m + 1)) / (2 * n * m);
}
