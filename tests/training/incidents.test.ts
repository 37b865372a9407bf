import { labOf } from "training/labs";
import { checkLab, startLab } from "training/play";
import { stageOf } from "training/stage";
import { traceReader } from "training/trace-reader";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestShop, type TestShop } from "../support/shop.ts";

/** One for each incident of the game: the seed chooses it. */
const SEEDS = Array.from({ length: 19 }, (_, seed) => seed);
const lab = labOf("18")!;
let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

async function play(seed: number, hints = 0) {
  const stage = stageOf({ shop: shop.url, tracesUrl: shop.status.traces, learner: "ada" });
  const scene = await startLab(lab, stage, seed);
  const context = { scene, stage, traces: traceReader(shop.status.traces), hints };
  return { context, right: await lab.cases.find(({ name }) => name === "solution")!.answers(context) };
}

test.each(SEEDS)("incident %i is found by its spans, and nothing tells it beforehand", async (seed) => {
  const { context, right } = await play(seed);
  const { verdict, feedback } = await checkLab(lab, right, context);
  expect({ verdict, feedback }).toMatchObject({ verdict: "passed" });
  const traces = await Promise.all(
    Object.values(context.scene.clicks).map(({ traceId }) => context.traces.settled(traceId, 1)),
  );
  expect(JSON.stringify([context.scene, traces.map(({ spans }) => spans)])).not.toMatch(/app\.fault|feature_flag/);
});

test("there are at least fifteen, and the same seed is the same incident", async () => {
  const found = await Promise.all([0, 0, SEEDS.length].map((seed) => play(seed)));
  expect(new Set(found.map(({ right }) => `${right["service"]} ${right["cause"]}`)).size).toBe(1);
  expect(SEEDS.length).toBeGreaterThanOrEqual(15);
});

test("each hint costs fifty points, and there are always some left", async () => {
  const score = async (hints: number) => {
    const { context, right } = await play(2, hints);
    return (await checkLab(lab, right, context)).score ?? 0;
  };
  const [none, two, many] = [await score(0), await score(2), await score(40)];
  expect(none).toBeGreaterThan(950);
  expect(two).toBeGreaterThan(850);
  expect(two).toBeLessThanOrEqual(900);
  expect(many).toBe(100);
});
