import { expect, test } from "vitest";
import { REAL_TIME, FAST } from "../src/pace.ts";
import { measureTrust } from "../src/trust.ts";

test.each([
  ["real time", REAL_TIME],
  ["--fast", FAST],
])("in %s the seed's configuration stops a fifth of equal canaries, the sound one hardly any", async (_what, pace) => {
  const options = { pace, rate: 10, prodRate: 70, canaryRate: 60, runs: 100 };
  const { rows = [], sentence } = (await measureTrust(options, new AbortController().signal)) ?? {};
  const share = (i: number) => (rows[i]?.failed ?? 0) / (rows[i]?.runs ?? 1);
  expect(rows.map(({ situation }) => situation)).toEqual([
    "canary equals baseline (70 against 70)",
    "canary equals baseline (70 against 70)",
    "this run's difference (60 against 70)",
    "this run's difference (60 against 70)",
  ]);
  expect(share(0)).toBeGreaterThan(0.15);
  expect(share(0)).toBeLessThan(0.3);
  expect(share(1)).toBeLessThanOrEqual(0.05);
  expect(share(2)).toBeGreaterThanOrEqual(0.9);
  expect(share(3)).toBeGreaterThanOrEqual(0.95);
  expect(sentence).toContain(`stops ${(100 * share(0)).toFixed(1)} % of canaries that equal their baseline`);
});

test("nothing is said of too few runs", async () => {
  const options = { pace: FAST, rate: 10, prodRate: 70, canaryRate: 70 };
  expect(await measureTrust(options, AbortSignal.abort())).toBeUndefined();
});
