import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { groupOf } from "./diff.ts";
import { QueryClient } from "./query-client.ts";
import { traceIdOf } from "./which-trace.ts";

const CALL = "aaaa0000".padEnd(32, "1");
const ORDER = "aaaa1111".padEnd(32, "2");
const SHORT = "0".repeat(16) + "bbbb2222".padEnd(16, "3");
/** Newest first; the newest is a single call. */
const KNOWN = { [CALL]: ["flagservice"], [ORDER]: ["frontend", "cartservice"], [SHORT]: ["frontend", "adservice"] };

function jaegerTrace(traceID: string, services: readonly string[]) {
  const startTime = 1e15 - Object.keys(KNOWN).indexOf(traceID);
  return {
    traceID,
    spans: services.map((_, i) => ({ traceID, spanID: `${i + 1}`, processID: `p${i}`, startTime, duration: 1 })),
    processes: Object.fromEntries(services.map((serviceName, i) => [`p${i}`, { serviceName, tags: [] }])),
  };
}

/** A query API with these traces: our own, or one without its summaries. */
async function startApi(isOurs: boolean, known: Readonly<Record<string, readonly string[]>> = KNOWN) {
  const server = createServer(({ url = "" }, response) => {
    const traces = Object.entries(known);
    const id = /^\/api\/traces\/(\w+)$/.exec(url)?.[1]?.padStart(32, "0") ?? "";
    const services = known[id];
    const send = (body: unknown, status = 200) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (services) return send({ data: [jaegerTrace(id, services)] });
    if (url.startsWith("/api/traces?")) return send({ data: traces.map(([one, names]) => jaegerTrace(one, names)) });
    if (isOurs && url.startsWith("/api/view/search?"))
      return send({
        traces: traces.map(([traceID, names]) => ({ traceID, services: names.map((name) => ({ name })) })),
      });
    return send({ errors: [{ msg: "not here" }] }, 404);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new QueryClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return { client, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe.each([
  ["our own store", true],
  ["another Jaeger", false],
])("at %s", (_, isOurs) => {
  test.each([
    ["latest", ORDER],
    ["aaaa1", ORDER],
    ["AAAA0000", CALL],
    ["bbbb", SHORT],
    [SHORT.replace(/^0+/, ""), SHORT.replace(/^0+/, "")],
    [ORDER, ORDER],
  ])("%s is %s", async (text, id) => {
    await using api = await startApi(isOurs);
    expect(await traceIdOf(api.client, text)).toBe(id);
  });

  test("digits that fit several traces are refused, with the ids that they fit", async () => {
    await using api = await startApi(isOurs);
    await expect(traceIdOf(api.client, "aaaa")).rejects.toThrow(
      `2 traces begin with aaaa: ${CALL}, ${ORDER}; give more digits`,
    );
  });

  test("digits that fit none are refused", async () => {
    await using api = await startApi(isOurs);
    await expect(traceIdOf(api.client, "cccc")).rejects.toThrow("no trace cccc at http");
  });

  test("both sides of a comparison can be so named", async () => {
    await using api = await startApi(isOurs);
    expect((await groupOf(api.client, "latest,aaaa0")).map(({ traceId }) => traceId)).toEqual([ORDER, CALL]);
  });
});

test("the latest of single calls only is the newest, and of none there is none", async () => {
  await using calls = await startApi(true, { [CALL]: ["flagservice"] });
  expect(await traceIdOf(calls.client, "latest")).toBe(CALL);
  await using empty = await startApi(true, {});
  await expect(traceIdOf(empty.client, "latest")).rejects.toThrow(/^no trace at http.* yet: click through the shop$/);
});

test("many traces that begin alike are counted, not all named", async () => {
  const ids = Array.from({ length: 9 }, (_, i) => `dddd${i}`.padEnd(32, "0"));
  await using api = await startApi(true, Object.fromEntries(ids.map((id) => [id, ["frontend"]])));
  await expect(traceIdOf(api.client, "dddd")).rejects.toThrow(
    /^9 traces begin with dddd: .*, and 4 more; give more digits$/,
  );
});
