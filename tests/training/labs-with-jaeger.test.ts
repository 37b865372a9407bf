import { createServer, type Server } from "node:http";
import { directFetch } from "@hipstershop/runtime";
import { LABS } from "training/labs";
import { selftestLab } from "training/play";
import { stageOf } from "training/stage";
import { traceReader } from "training/trace-reader";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestShop, type TestShop } from "../support/shop.ts";

let shop: TestShop;
let jaeger: Server;
let api = "";

beforeAll(async () => {
  shop = await startTestShop();
  jaeger = createServer((request, response) => {
    void answerAsJaeger(request.url ?? "/").then(({ status, body }) => response.writeHead(status).end(body));
  });
  await new Promise<void>((resolve) => jaeger.listen(0, "127.0.0.1", resolve));
  const address = jaeger.address();
  api = typeof address === "object" && address ? `http://127.0.0.1:${address.port}` : "";
});
afterAll(async () => {
  jaeger.close();
  await shop[Symbol.asyncDispose]();
});

/** The shop's traces as a Jaeger serves them: no API of our viewer, its page for any other address, a service needed. */
async function answerAsJaeger(address: string): Promise<{ readonly status: number; readonly body: string }> {
  const { pathname, searchParams } = new URL(address, "http://jaeger");
  if (!/^\/api\/traces(\/[\da-f]+)?$/.test(pathname)) return { status: 200, body: "<!doctype html>" };
  if (pathname === "/api/traces" && !searchParams.has("service"))
    return { status: 400, body: JSON.stringify({ data: null, errors: [{ code: 400, msg: "parameter 'service'" }] }) };
  const answer = await directFetch(shop.status.traces + address, { signal: AbortSignal.timeout(60_000) });
  return { status: answer.status, body: await answer.text() };
}

test.each(LABS.map((lab) => [lab.folder, lab] as const))("lab %s needs no more than Jaeger's API", async (_, lab) => {
  const { otlpHttp: otlp } = shop.status.ingest;
  const stage = stageOf({ shop: shop.url, tracesUrl: api, learner: "ada", otlp });
  const results = await selftestLab(lab, stage, traceReader(api), 1);
  expect(results.filter(({ isRight }) => !isRight)).toEqual([]);
});

test("what only a collector could have sent is not asked for where none is known", async () => {
  const labs = LABS.filter(({ id }) => id === "14" || id === "17");
  const stage = stageOf({ shop: shop.url, tracesUrl: api, learner: "ada" });
  for (const lab of labs) {
    const results = await selftestLab(lab, stage, traceReader(api), 1);
    expect(results.filter(({ isRight }) => !isRight)).toEqual([]);
  }
});
