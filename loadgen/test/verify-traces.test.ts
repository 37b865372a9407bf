import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import type { TracedAction } from "../src/figures/trace-sample.ts";
import { verifyTraces } from "../src/verdicts/verify-traces.ts";

type SpanText = readonly [id: string, parent: string, service: string];
type Answer = readonly SpanText[] | number | string;

const click: TracedAction = { name: "checkout", traceId: "4bf92f3577b34da6", services: ["frontend", "paymentservice"] };
const loadgen: SpanText = ["1", "", "loadgenerator"];
const frontend: SpanText = ["2", "1", "frontend"];
const checkout: SpanText = ["3", "2", "checkoutservice"];
const payment: SpanText = ["4", "3", "paymentservice"];
const whole = [payment, checkout, frontend, loadgen];

/** A store that gives the answers in order to requests for a trace; the last one is repeated. */
async function startStore(...answers: readonly Answer[]) {
  const asked: string[] = [];
  const server = createServer(({ url }, response) => {
    const times = asked.filter((one) => one === url).length;
    asked.push(url ?? "");
    reply(response, answers[Math.min(times, answers.length - 1)]!);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** A span as in Jaeger's JSON, where the reference of a span link may come before that of the parent. */
function reply(response: ServerResponse, answer: Answer): void {
  if (typeof answer === "number") {
    response.writeHead(answer, { "content-type": "application/json" }).end('{"data":null,"errors":[{"code":404}]}');
    return;
  }
  if (typeof answer === "string") {
    response.end(answer);
    return;
  }
  const spans = answer.map(([spanID, parent, service]) => ({
    spanID,
    operationName: "work",
    processID: service,
    references: [
      { refType: "FOLLOWS_FROM", traceID: "elsewhere", spanID: "99" },
      ...(parent ? [{ refType: "CHILD_OF", traceID: click.traceId, spanID: parent }] : []),
    ],
  }));
  const processes = Object.fromEntries(answer.map(([, , service]) => [service, { serviceName: service }]));
  response.end(JSON.stringify({ data: [{ traceID: click.traceId, spans, processes }] }));
}

describe("--verify-traces", () => {
  test("is content with connected traces that have every service, and looks at each once", async () => {
    await using store = await startStore(whole);
    const actions = [click, { ...click, name: "index", traceId: "a" }, { ...click, traceId: "b" }];
    expect(await verifyTraces(`${store.url}/`, actions, 0)).toEqual({
      text: "traces",
      passed: true,
      sentence: "traces: 3 of 3 actions, of 2 kinds, made one connected trace each",
    });
    expect(store.asked.toSorted()).toEqual(["a", "b", click.traceId].map((id) => `/api/traces/${id}`).toSorted());
  });

  test("waits for spans that are late", async () => {
    await using store = await startStore(404, [payment, frontend], whole);
    expect(await verifyTraces(store.url, [click], 10_000)).toMatchObject({ passed: true });
    expect(store.asked).toHaveLength(3);
  });

  test.each<[string, Answer, string]>([
    ["is missing", 404, "it is missing"],
    ["is empty", [], "it has no span"],
    ["lacks a parent", [loadgen, frontend, payment], "the parent is missing of paymentservice work"],
    ["has two roots", [...whole, ["5", "", "adservice"]], "it has 2 roots: loadgenerator work, adservice work"],
    [
      "has a ring beside its root",
      [loadgen, frontend, checkout, payment, ["7", "8", "adservice"], ["8", "7", "adservice"]],
      "parents go round in a ring at adservice work",
    ],
    ["has a span that names itself", [...whole, ["7", "7", "adservice"]], "adservice work names itself as parent"],
    [
      "has a name that acts on the terminal",
      [...whole, ["7", "6", "ad\n\u001b[2J"]],
      String.raw`the parent is missing of ad\n\x1b[2J work`,
    ],
    ["lacks a service", [loadgen, frontend, checkout], "no span of paymentservice"],
    ["can't be had", 500, "the store answers 500"],
  ])("says which trace %s, with a link to it", async (_, answer, problem) => {
    await using store = await startStore(answer);
    const { passed, sentence } = await verifyTraces(store.url, [click], 0);
    expect(passed).toBe(false);
    expect(sentence).toContain("traces: only 0 of 1 actions, of 1 kinds, made one connected trace each");
    expect(sentence).toContain(`\n  checkout ${store.url}/trace/${click.traceId}: ${problem}`);
  });

  test.each<[string, string]>([
    ["<html>", "it is not JSON"],
    ["null", "it is null instead of an object"],
    ["[]", "it is a list instead of an object"],
    ['"traces"', "it is a string instead of an object"],
    ['{"data":"none"}', 'its "data" is a string instead of a list'],
    ['{"data":[null]}', "trace 1 of 1 is null instead of an object"],
    ['{"data":[{"traceID":"a","processes":{}}]}', "trace 1 of 1 has no list of spans"],
    ['{"data":[{"traceID":"a","spans":[]}]}', "trace 1 of 1 has no processes"],
    ['{"data":[{"traceID":"a","spans":[7],"processes":{}}]}', "trace 1 of 1 has a span that is not valid, number 1"],
  ])("says that an answer such as %s is not Jaeger's", async (answer, problem) => {
    await using store = await startStore(answer);
    const { sentence } = await verifyTraces(store.url, [click], 0);
    expect(sentence).toContain(`the store's answer is not an answer of Jaeger's query API: ${problem}`);
  });

  test("names the first five of many", async () => {
    await using store = await startStore(404);
    const actions = Array.from({ length: 12 }, (_, i) => ({ ...click, traceId: `${i}` }));
    const { sentence } = await verifyTraces(store.url, actions, 0);
    expect(sentence.split("\n")).toHaveLength(7);
    expect(sentence).toContain("\n  and 7 more");
  });

  test("says that nobody answers, and that there is nothing to look for", async () => {
    expect((await verifyTraces("http://127.0.0.1:1", [click], 0)).sentence).toMatch(/the store can't be asked: \S/);
    expect(await verifyTraces("http://127.0.0.1:1", [], 0)).toMatchObject({ passed: false });
  });
});
