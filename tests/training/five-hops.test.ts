import { labOf } from "training/labs";
import { checkLab, startLab } from "training/play";
import { stageOf } from "training/stage";
import { traceReader } from "training/trace-reader";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestShop, type TestShop } from "../support/shop.ts";

const lab = labOf("12")!;
let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

async function play() {
  const { services, traces } = shop.status;
  const metrics = Object.fromEntries(services.map(({ name, metrics: address = "" }) => [name, address]));
  const stage = stageOf({ shop: shop.url, tracesUrl: traces, learner: "ada", metrics });
  const scene = await startLab(lab, stage, 1);
  const context = { scene, stage, traces: traceReader(traces) };
  const right = await lab.cases.find(({ name }) => name === "solution")!.answers(context);
  return { scene, context, right };
}

test("the scene shows the exemplar of its own failed page", async () => {
  const { scene } = await play();
  expect(scene.facts["exemplar"]).toContain(`trace_id="${scene.clicks["page2"]?.traceId}"`);
  expect(scene.facts["exemplar"]).toContain('rpc_response_status_code="INTERNAL"');
});

test("a wrong file, a wrong line of it and a name that several services have are told apart", async () => {
  const { context, right } = await play();
  const feedback = async (source: string) => (await checkLab(lab, { ...right, source }, context)).feedback;
  expect(right["source"]).toMatch(/^services\/productcatalogservice\/src\/handlers\.ts:\d+$/);
  expect(await feedback("services/frontend/src/shop.ts:86")).toContain("does not make that span");
  expect(await feedback("services/productcatalogservice/src/handlers.ts:1")).toContain("another line");
  expect(await feedback("handlers.ts")).toContain("Several services");
  expect(await feedback("productcatalogservice/src/handlers.ts")).toContain("five hops");
});

test("with a store that has neither logs nor sources, the last hops are not checked, which is told", async () => {
  const { context, right } = await play();
  const plain = { ...context, traces: { ...context.traces, api: `${shop.url}/no-viewer` } };
  const { verdict, feedback } = await checkLab(lab, { ...right, line: "anything", source: "anywhere" }, plain);
  expect(verdict).toBe("passed");
  expect(feedback).toContain("was not checked");
});
