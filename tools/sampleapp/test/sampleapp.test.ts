import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Env } from "@hipstershop/runtime";
import { testTelemetry } from "@hipstershop/testkit";
import { describe, expect, test, vi } from "vitest";
import { drawFailures } from "../src/failures.ts";
import { sampleapp } from "../src/index.ts";
import { startInjector } from "../src/injector.ts";

const DRAWS = 20_000;

function failureShare(successRate: number): number {
  const fails = drawFailures(successRate, 7);
  return Array.from({ length: DRAWS }, fails).filter(Boolean).length / DRAWS;
}

/** An app with these variables, on free ports. */
async function startApp(variables: Record<string, string>) {
  const telemetry = await testTelemetry("sampleapp", { metrics: { host: "127.0.0.1", port: 0 } });
  const start = sampleapp.start(new Env({ PORT: "0", LISTEN_ADDR: "127.0.0.1", ...variables }));
  const service = await start(telemetry);
  const stack = new AsyncDisposableStack();
  stack.use(telemetry);
  stack.use(service);
  const url = `http://127.0.0.1:${service.port}`;
  return { telemetry, url, [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() };
}

async function statusesOf(url: string, requests: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < requests; i += 1) {
    const answer = await fetch(url);
    await answer.text();
    statuses.push(answer.status);
  }
  return statuses;
}

describe("the share of failures", () => {
  test.each([
    [0, 1],
    [50, 49 / 99],
    [70, 29 / 99],
    [98, 1 / 99],
  ])("at a success rate of %d is the original's", (successRate, share) =>
    expect(failureShare(successRate)).toBeCloseTo(share, 2),
  );

  test.each([99, 100])("at a success rate of %d is nothing", (rate) => expect(failureShare(rate)).toBe(0));
});

test("the same seed has the same failures, another one has others", async () => {
  const run = async (SEED: string) => {
    await using app = await startApp({ SUCCESS_RATE: "50", SEED });
    return await statusesOf(app.url, 40);
  };
  const first = await run("1");
  expect(await run("1")).toEqual(first);
  expect(await run("2")).not.toEqual(first);
  expect(new Set(first)).toEqual(new Set([200, 500]));
});

test("its metrics are the original's, and counters and a histogram beside them", async () => {
  await using app = await startApp({ SUCCESS_RATE: "50", SEED: "3" });
  const statuses = await statusesOf(app.url, 30);
  const failed = statuses.filter((status) => status === 500).length;
  await vi.waitFor(async () => {
    const text = await app.telemetry.scrape();
    const value = (name: RegExp) => Number(new RegExp(`^${name.source} (\\S+)$`, "m").exec(text)?.[1]);
    expect(value(/requests\{http_code="500"[^}]*\}/)).toBe(failed);
    expect(value(/requests\{http_code="200"[^}]*\}/)).toBe(30 - failed);
    expect(value(/requests_total\{http_code="500"[^}]*\}/)).toBe(failed);
    expect(value(/rate_requests\{[^}]*\}/)).toBeCloseTo((100 * failed) / 30, 9);
    expect(value(/http_server_request_duration_seconds_count\{[^}]*http_response_status_code="500"[^}]*\}/)).toBe(
      failed,
    );
  });
});

test("a request is one trace with its caller, and a failed one says why", async () => {
  await using app = await startApp({ SUCCESS_RATE: "0" });
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const headers = { "x-b3-traceid": traceId, "x-b3-spanid": "b7ad6b7169203331", "x-b3-sampled": "1" };
  expect((await fetch(app.url, { headers })).status).toBe(500);
  await vi.waitFor(() => expect(app.telemetry.spanNames()).toEqual(["GET /"]));
  const [span] = app.telemetry.spans();
  expect(span?.spanContext().traceId).toBe(traceId);
  expect(span?.attributes).toMatchObject({ "http.response.status_code": 500, "error.type": "500" });
  expect(span?.status.message).toContain("SUCCESS_RATE is 0");
});

test("probes are answered at any success rate, and leave neither span nor count", async () => {
  await using app = await startApp({ SUCCESS_RATE: "0" });
  expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  expect(app.telemetry.spans()).toEqual([]);
  expect(await app.telemetry.scrape()).not.toMatch(/^requests/m);
});

describe("the injector", () => {
  test("sends to its targets in turn, and counts answers and failures", async () => {
    await using good = await startApp({ SUCCESS_RATE: "100" });
    await using bad = await startApp({ SUCCESS_RATE: "0" });
    await using telemetry = await testTelemetry("injector");
    const injector = startInjector({ targets: () => [good.url, bad.url], rate: 500, telemetry });
    await vi.waitFor(() => expect(injector.counts.ok + injector.counts.failed).toBeGreaterThan(20));
    await injector[Symbol.asyncDispose]();
    const { ok, failed, unanswered } = injector.counts;
    expect(unanswered).toBe(0);
    expect(Math.abs(ok - failed)).toBeLessThanOrEqual(1);
    const [mine] = telemetry.spans();
    const ids = [...good.telemetry.spans(), ...bad.telemetry.spans()].map((span) => span.spanContext().traceId);
    expect(ids).toContain(mine?.spanContext().traceId);
  });

  test("gives up on an answer after its time-out, and goes on where nobody listens", async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await using telemetry = await testTelemetry("injector");
    const targets = () => [url, "http://127.0.0.1:1"];
    const injector = startInjector({ targets, rate: 200, telemetry, timeoutMs: 50 });
    await vi.waitFor(() => expect(injector.counts.unanswered).toBeGreaterThan(10));
    await injector[Symbol.asyncDispose]();
    expect(injector.counts).toMatchObject({ ok: 0, failed: 0 });
    expect(telemetry.spans().every((span) => span.status.message !== undefined)).toBe(true);
    silent.closeAllConnections();
    silent.close();
  });
});
