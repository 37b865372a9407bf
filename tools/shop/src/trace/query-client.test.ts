import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { groupOf } from "./diff.ts";
import { followTraces } from "./follow.ts";
import { QueryClient } from "./query-client.ts";

interface Reply {
  readonly body: string;
  readonly status?: number;
  readonly type?: string;
}

/** A server that answers a path by its longest known beginning. */
async function startApi(replies: Readonly<Record<string, Reply>>) {
  const server = createServer(({ url = "" }, response) => {
    const path = Object.keys(replies)
      .filter((start) => url.startsWith(start))
      .toSorted((a, b) => b.length - a.length)[0];
    const { body, status = 200, type = "application/json" } = replies[path ?? ""] ?? { body: "{}", status: 404 };
    response.writeHead(status, { "content-type": type }).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new QueryClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return { client, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const trace = { traceID: "a1", spans: [{ spanID: "1", processID: "p1" }], processes: { p1: { serviceName: "shop" } } };
const found: Reply = { body: JSON.stringify({ data: [trace] }) };

describe("an answer that is not Jaeger's", () => {
  test.each<[string, string]>([
    ["null", "it is null instead of an object"],
    ["[]", "it is a list instead of an object"],
    ['"traces"', "it is a string instead of an object"],
    ['{"data":{}}', 'its "data" is an object instead of a list'],
    ['{"data":["a"]}', "trace 1 of 1 is a string instead of an object"],
    ['{"data":[{"traceID":"a","processes":{}}]}', "trace 1 of 1 has no list of spans"],
    ['{"data":[{"traceID":"a","spans":[]}]}', "trace 1 of 1 has no processes"],
  ])("%s is told in a sentence with the address", async (body, problem) => {
    await using api = await startApi({ "/api/traces": { body } });
    const sentence = `not an answer of Jaeger's query API: ${problem}`;
    await expect(api.client.trace("a1")).rejects.toThrow(`${api.client.url}/api/traces/a1: ${sentence}`);
    await expect(api.client.search({ limit: 1 })).rejects.toThrow(sentence);
  });

  test("services that are no names are told, too", async () => {
    await using api = await startApi({ "/api/services": { body: '{"data":[7]}' } });
    await expect(api.client.services()).rejects.toThrow('its "data" is not a list of names');
  });

  test.each(["null", '{"errors":null}', '{"errors":[null]}', '{"errors":[{"msg":7}]}', '{"errors":"no"}', "no"])(
    "an error answer of any shape, such as %s, names its status",
    async (body) => {
      await using api = await startApi({ "/api/traces": { body, status: 500 } });
      await expect(api.client.trace("a1")).rejects.toThrow(`${api.client.url} answers 500: ${body}`);
    },
  );
});

describe("a query of shop trace diff", () => {
  test.each(["null", "[]", '"x"', "{}", '{"traces":[null]}', '{"traces":[{"traceID":7}]}'])(
    "searches as Jaeger does where %s is served for our own search",
    async (body) => {
      await using api = await startApi({ "/api/view/search": { body }, "/api/traces": found });
      expect(await groupOf(api.client, "service=shop")).toMatchObject([{ spans: [{ process: { service: "shop" } }] }]);
    },
  );

  test("takes the traces that our own search finds, and says what it did not understand", async () => {
    const search = (problem: object | null) => ({ body: JSON.stringify({ traces: [{ traceID: "a1" }], problem }) });
    await using api = await startApi({ "/api/view/search": search(null), "/api/traces/a1": found });
    expect(await groupOf(api.client, "error")).toHaveLength(1);
    await using refusing = await startApi({ "/api/view/search": search({ message: "a ) without its (" }) });
    await expect(groupOf(refusing.client, "error)")).rejects.toThrow("a ) without its (");
  });
});

test.each(["null", "[]", "7", "{}", '{"traceID":7}', '{"traceID":"a1","orphanCount":"none"}', "<html>"])(
  "a followed line such as %s is told in a sentence",
  async (line) => {
    const follow = { body: `${line}\n`, type: "application/x-ndjson" };
    await using api = await startApi({ "/api/view/follow": follow, "/api/traces": found });
    const traces = followTraces(api.client, { limit: 1 }, new AbortController().signal);
    await expect(traces.next()).rejects.toThrow(
      `${api.client.url} sends a line that is not the summary of a trace: ${line}`,
    );
  },
);
