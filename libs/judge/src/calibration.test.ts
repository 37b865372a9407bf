import { expect, test } from "vitest";
import { judge } from "./judge.ts";
import { randomFrom } from "./noise.ts";

const RUNS = 200;
/** A point every five seconds for five minutes, at ten requests per second. */
const POINTS = 60;
const REQUESTS_PER_POINT = 50;

const CONFIG = {
  metrics: [
    {
      name: "errors",
      groups: ["errors"],
      analysisConfigurations: {
        canary: {
          direction: "increase",
          nanStrategy: "replace",
          critical: true,
          effectSize: { allowedIncrease: 1.1, criticalIncrease: 1.1 },
        },
      },
    },
  ],
  classifier: { groupWeights: { errors: 100 } },
};

/** The share of seeded runs that fail, where requests fail with these probabilities. */
function failures(control: number, experiment: number, isStrict: boolean): number {
  const random = randomFrom(2026);
  const share = (rate: number) =>
    Array.from({ length: REQUESTS_PER_POINT }, () => random() < rate).filter(Boolean).length / REQUESTS_PER_POINT;
  const series = (rate: number) => Array.from({ length: POINTS }, () => share(rate));
  const failed = Array.from({ length: RUNS }, () => {
    const values = { control: series(control), experiment: series(experiment) };
    const pairs = [{ name: "errors", id: "1", tags: {}, values }];
    return judge(CONFIG, pairs, { pass: 95, marginal: 75 }, { isStrict }).score.classification !== "Pass";
  });
  return failed.filter(Boolean).length / RUNS;
}

test.each([false, true])("equal revisions rarely fail, and worse ones nearly always (strict: %s)", (isStrict) => {
  expect(failures(0.3, 0.3, isStrict)).toBeLessThanOrEqual(0.05);
  expect(failures(0.3, 0.4, isStrict)).toBeGreaterThanOrEqual(0.95);
});
