import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { followTraces } from "./follow.ts";
import { QueryClient } from "./query-client.ts";

test("a store that pushes is listened to: a line each, cut anywhere, told once when no parent is missing or will come", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? "", "http://localhost");
    asked.push(pathname + search);
    if (pathname === "/api/view/follow") {
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      response.write('{"traceID":"c3","orphanCount":1}\n{"traceID":"a1","orphanCount":0}\n{"traceID":"a1"}\n{"trac');
      response.write('eID":"b2"}\n\n{"traceID":"d4","orphanCount":1,"underWay":true}\n');
      response.end('{"traceID":"e5","orphanCount":1,"underWay":false}\n');
      return;
    }
    const traceID = pathname.split("/").at(-1) ?? "";
    const span = { traceID, spanID: "1", operationName: "x", startTime: 1, duration: 5, processID: "p1" };
    response.end(JSON.stringify({ data: [{ traceID, spans: [span], processes: { p1: { serviceName: "a" } } }] }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new QueryClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const filter = { service: "a", error: true, limit: 20 };
  const found: string[] = [];
  for await (const trace of followTraces(client, filter, new AbortController().signal))
    found.push(trace.traceId.slice(-2));
  server.close();
  expect(found).toEqual(["a1", "b2", "e5"]);
  expect(asked[0]).toBe("/api/view/follow?service=a&error=true");
});
