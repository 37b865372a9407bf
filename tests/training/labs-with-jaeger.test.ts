import { spanNamed } from "training/answers";
import { evidenceUrl } from "training/course";
import { LABS } from "training/labs";
import { selftestLab, startLab } from "training/play";
import { stageOf } from "training/stage";
import { checkTraceApi } from "training/trace-api-check";
import { traceReader } from "training/trace-reader";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type JaegerStandIn, startJaegerStandIn } from "../support/jaeger-stand-in.ts";
import { startTestShop, type TestShop } from "../support/shop.ts";

let shop: TestShop;
let jaeger: JaegerStandIn;

beforeAll(async () => {
  shop = await startTestShop();
  jaeger = await startJaegerStandIn(shop.status.traces);
});
afterAll(async () => {
  await jaeger[Symbol.asyncDispose]();
  await shop[Symbol.asyncDispose]();
});

const stageIn = (tracesUrl: string) => stageOf({ shop: shop.url, tracesUrl, learner: "ada" });

test.each(LABS.map((lab) => [lab.folder, lab] as const))("lab %s needs no more than Jaeger's API", async (_, lab) => {
  const { otlpHttp: otlp } = shop.status.ingest;
  const stage = stageOf({ shop: shop.url, tracesUrl: jaeger.url, learner: "ada", otlp });
  const results = await selftestLab(lab, stage, traceReader(jaeger.url), 1);
  expect(results.filter(({ isRight }) => !isRight)).toEqual([]);
});

test("what only a collector could have sent is not asked for where none is known", async () => {
  const labs = LABS.filter(({ id }) => id === "14" || id === "17");
  const stage = stageIn(jaeger.url);
  for (const lab of labs) {
    const results = await selftestLab(lab, stage, traceReader(jaeger.url), 1);
    expect(results.filter(({ isRight }) => !isRight)).toEqual([]);
  }
});

test("spans are read in the order of their starts, whatever the order of their arrival", async () => {
  const { traceId } = await stageIn(jaeger.url).visitor().get("/cart");
  const { spans } = await traceReader(jaeger.url).whole(traceId);
  expect(spans.length).toBeGreaterThan(10);
  const starts = spans.map(({ startUs }) => startUs);
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
});

test("groups are compared by pages that the viewer has: Jaeger's UI compares two traces", async () => {
  const lab = LABS.find(({ id }) => id === "16");
  if (!lab) throw new Error("there is no lab 16");
  const linksAt = async (url: string) => Object.values((await startLab(lab, stageIn(url), 1)).facts);
  const inJaeger = await linksAt(jaeger.url);
  expect(inJaeger).toHaveLength(3);
  for (const link of inJaeger) expect(link).toMatch(/^http[^?]+\/trace\/[\da-f]{32}\.\.\.[\da-f]{32}$/);
  for (const link of await linksAt(shop.status.traces)) expect(link).toMatch(/\/compare\?a=[\da-f]{32}%2C/);
});

test("an address beside its API is told from the API, though it answers with a page and status 200", async () => {
  await expect(checkTraceApi(`${jaeger.url}/`)).resolves.toBeUndefined();
  await expect(checkTraceApi(`${jaeger.url}/jaeger`)).rejects.toThrow(/is no Jaeger .*status 200.*base path/);
});

test("a span is answered by its address in Jaeger's UI", async () => {
  const { traceId } = await stageIn(jaeger.url).visitor().get("/cart");
  const trace = await traceReader(jaeger.url).whole(traceId);
  const last = trace.spans.at(-1);
  const { spanId = "" } = last ?? {};
  expect(spanNamed(`${jaeger.url}/trace/${traceId}?uiFind=${spanId}`, trace)).toBe(last);
  expect(evidenceUrl(jaeger.url, { traceId, spanId })).toContain(`uiFind=${spanId}`);
});
