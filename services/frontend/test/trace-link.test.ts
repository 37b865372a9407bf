import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { NOBODY } from "@hipstershop/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NOWHERE, startFront } from "./start-frontend.ts";

const TRACE = "463ac35c9f6413ad48485a3953bb6124";
const VIEWER = {
  config: { places: { ...NOWHERE, traces: "http://127.0.0.1:16686", faults: "http://0.0.0.0:8082/faults" } },
};

const chipIn = (body: string) => /<a class="trace-chip"[^>]*>[^<]*<\/a>/.exec(body)?.[0];

describe("every page's head links its trace", () => {
  test("with the time that the page took, and no number of spans", async () => {
    await using front = await startFront(VIEWER);
    for (const path of ["/", "/cart", "/search?q=x", "/nothing"]) {
      const { body, headers } = await front.get(path);
      const traceId = headers["traceresponse"]?.split("-")[1];
      expect(chipIn(body)).toMatch(
        new RegExp(
          `^<a class="trace-chip" href="http://127.0.0.1:16686/trace/${traceId}" ?>(?:\\d+ ms|[\\d.]+ s) · see trace</a>$`,
        ),
      );
    }
  });

  test("not without a viewer, and not when the request is not sampled", async () => {
    await using bare = await startFront();
    expect(chipIn((await bare.get("/")).body)).toBeUndefined();
    await using front = await startFront(VIEWER);
    expect(chipIn((await front.get("/", { b3: "0" })).body)).toBeUndefined();
  });

  test("and says where its spans are counted, when a store can be asked", async () => {
    await using front = await startFront({ config: { ...VIEWER.config, tracesApi: "http://x", baseUrl: "/shop" } });
    const { body, headers } = await front.get("/shop/");
    expect(chipIn(body)).toContain(` data-spans="/shop/trace-spans/${headers["traceresponse"]?.split("-")[1]}"`);
  });
});

describe("links to other parts", () => {
  test.each([
    ["pi.local:8080", "http://pi.local:16686", "http://pi.local:8082/faults"],
    ["[fe80::1]:8080", "http://[fe80::1]:16686", "http://[fe80::1]:8082/faults"],
    ["localhost:8080", "http://127.0.0.1:16686", "http://localhost:8082/faults"],
    [`evil.example"onclick=alert(1)`, "http://127.0.0.1:16686", "http://0.0.0.0:8082/faults"],
  ])("follow a visitor of %s", async (host, traces, faults) => {
    await using front = await startFront(VIEWER);
    const { body } = await front.get("/", { host });
    expect(chipIn(body)).toContain(`href="${traces}/trace/`);
    expect(body).toContain(`<a class="trace-link" href="${traces}/trace/`);
    const places = /<nav class="places"[\s\S]*?<\/nav>/.exec(body)?.[0] ?? "";
    expect([...places.matchAll(/href="([^"]*)">(\w+)</g)].map(([, url, name]) => [name, url])).toEqual([
      ["Traces", `${traces}/`],
      ["Faults", faults],
    ]);
  });

  test("are not there when nothing is known", async () => {
    await using front = await startFront();
    expect((await front.get("/")).body).not.toContain('class="places"');
  });
});

describe("the number of a trace's spans", () => {
  let answer: { readonly status: number; readonly body: string };
  const asked: (string | undefined)[] = [];
  const store = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(answer.status).end(answer.body);
  });
  let front: Awaited<ReturnType<typeof startFront>>;
  beforeAll(async () => {
    await once(store.listen(0, "127.0.0.1"), "listening");
    const { port } = store.address() as AddressInfo;
    front = await startFront({ config: { tracesApi: `http://127.0.0.1:${port}/jaeger/` } });
  });
  afterAll(async () => {
    await front[Symbol.asyncDispose]();
    store.close();
  });

  const span = (spanID: string, parent: string, tags: Readonly<Record<string, unknown>> = {}) => ({
    spanID,
    references: parent === "" ? [] : [{ refType: "CHILD_OF", traceID: TRACE, spanID: parent }],
    tags: Object.entries(tags).map(([key, value]) => ({ key, type: "string", value })),
  });
  const client = { "span.kind": "client", "rpc.system.name": "grpc" };
  const server = { "span.kind": "server", "rpc.system.name": "grpc" };
  const ask = async (spans: readonly unknown[]) => {
    answer = { status: 200, body: JSON.stringify({ data: [{ traceID: TRACE, spans }] }) };
    const { status, body, headers } = await front.get(`/trace-spans/${TRACE}`);
    expect([status, headers["cache-control"], headers["set-cookie"]]).toEqual([200, "no-store", undefined]);
    return JSON.parse(body) as unknown;
  };

  test.each([
    ["a page with a call", [span("a", ""), span("b", "a", client), span("c", "b", server)], true],
    ["a call that nobody has answered yet", [span("a", ""), span("b", "a", client)], false],
    ["a call that failed", [span("a", ""), span("b", "a", { ...client, error: true })], true],
    ["a call of a database", [span("a", ""), span("b", "a", { "span.kind": "client", "db.system": "sqlite" })], true],
    ["a page whose caller sends no spans", [span("a", "0"), span("b", "a", client), span("c", "b", server)], true],
    ["a server's spans before the page's", [span("a", ""), span("c", "b", server)], false],
    ["spans of which none is the first", [span("b", "a", client), span("c", "b", server), span("e", "d")], false],
    ["no spans", [], false],
  ])("%s", async (_, spans, complete) => {
    expect(await ask(spans)).toEqual({ spans: spans.length, complete });
    expect(asked.at(-1)).toBe(`/jaeger/api/traces/${TRACE}`);
  });

  test("a span that was sent twice counts once", async () => {
    expect(await ask([span("a", ""), span("a", "")])).toEqual({ spans: 1, complete: true });
  });

  test("a trace that has not arrived has none yet", async () => {
    answer = { status: 404, body: '{"data":null}' };
    expect(JSON.parse((await front.get(`/trace-spans/${TRACE}`)).body)).toEqual({ spans: 0, complete: false });
  });

  test("only ids are asked for, and a question leaves no span, log or session", async () => {
    const before = asked.length;
    for (const id of ["x", `${TRACE}0`, "..%2f..%2fapi%2fservices", TRACE.toUpperCase()]) {
      const { status, body, cookies } = await front.get(`/trace-spans/${id}`);
      expect([status, body, cookies.size]).toEqual([204, "", 0]);
    }
    expect(asked.length).toBe(before);
    expect(front.telemetry.spans()).toEqual([]);
  });

  test("what is no answer of a trace store is no number, and the store is left alone for a while", async () => {
    answer = { status: 200, body: "<html>" };
    expect((await front.get(`/trace-spans/${TRACE}`)).status).toBe(204);
    const before = asked.length;
    expect((await front.get(`/trace-spans/${TRACE}`)).status).toBe(204);
    expect(asked.length).toBe(before);
  });

  test("nobody there is no number", async () => {
    await using lonely = await startFront({ config: { tracesApi: `http://${NOBODY}` } });
    expect((await lonely.get(`/trace-spans/${TRACE}`)).status).toBe(204);
  });
});
