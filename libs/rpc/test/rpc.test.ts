import { once } from "node:events";
import { AdService, Health } from "@hipstershop/contract";
import { SpanKind, SpanStatusCode } from "@hipstershop/telemetry";
import { aborted, hasIpv6, testTelemetry } from "@hipstershop/testkit";
import { Client as GrpcClient, credentials, type ClientReadableStream } from "@grpc/grpc-js";
import { ROOT_CONTEXT } from "@opentelemetry/api";
import { describe, expect, test } from "vitest";
import {
  type Call,
  createClient,
  type Handlers,
  implement,
  RpcError,
  serve,
  Status,
  type StatusCode,
} from "../src/index.ts";

type Ads = Handlers<typeof AdService.definition>["getAds"];

async function startAds(getAds: Ads) {
  const stack = new AsyncDisposableStack();
  const telemetry = stack.use(await testTelemetry("adservice", { metrics: { host: "127.0.0.1", port: 0 } }));
  const options = { host: "127.0.0.1", port: 0, reflection: true, connectionAgeMs: 0 };
  const server = stack.use(await serve([implement(AdService, { getAds })], options, telemetry));
  const ads = stack.use(createClient(AdService, server.address, telemetry));
  return { server, ads, telemetry, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function watchHealth(address: string, service: string): ClientReadableStream<{ status: string }> {
  const { path, requestSerialize, responseDeserialize } = Health.definition.Watch as never as {
    path: string;
    requestSerialize: (message: object) => Buffer;
    responseDeserialize: (bytes: Buffer) => { status: string };
  };
  const client = new GrpcClient(address, credentials.createInsecure());
  const stream = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, { service });
  stream.on("error", () => client.close());
  return stream;
}

test("a call is one client span with the server span as its child, both named by the method", async () => {
  await using shop = await startAds(() => ({ ads: [{ redirectUrl: "/", text: "ad" }] }));
  expect(await shop.ads.getAds({ contextKeys: ["vintage"] })).toEqual({ ads: [{ redirectUrl: "/", text: "ad" }] });
  const [server, client] = shop.telemetry.spans();
  expect([server?.name, client?.name]).toEqual(Array(2).fill("hipstershop.AdService/GetAds"));
  expect([server?.kind, client?.kind]).toEqual([SpanKind.SERVER, SpanKind.CLIENT]);
  expect(server?.parentSpanContext?.spanId).toBe(client?.spanContext().spanId);
  expect(client?.parentSpanContext).toBeUndefined();
  expect(client?.attributes).toMatchObject({
    "rpc.system.name": "grpc",
    "rpc.method": "hipstershop.AdService/GetAds",
    "rpc.response.status_code": "OK",
    "server.address": "127.0.0.1",
  });
});

test("an RpcError reaches the caller with code, text and trailing metadata, and fails the client span only", async () => {
  await using shop = await startAds(() => {
    throw new RpcError(Status.INVALID_ARGUMENT, "no such key", { metadata: { "x-reason": "unknown" } });
  });
  const refused = shop.ads.getAds({});
  await expect(refused).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: "no such key",
    metadata: { "x-reason": "unknown" },
  });
  const [server, client] = shop.telemetry.spans();
  expect(server?.status.code).toBe(SpanStatusCode.UNSET);
  expect(client?.status).toEqual({ code: SpanStatusCode.ERROR, message: "no such key" });
  expect(client?.attributes["error.type"]).toBe("INVALID_ARGUMENT");
});

test("a server span fails by what is the server's fault, UNAVAILABLE included, and by no other status", async () => {
  let code: StatusCode = Status.OK;
  await using shop = await startAds(() => {
    throw new RpcError(code, "no ads");
  });
  const failed: string[] = [];
  const refused: string[] = [];
  for (const name of Object.keys(Status).filter((key) => Number.isNaN(Number(key)) && key !== "OK")) {
    code = Status[name as keyof typeof Status];
    await expect(shop.ads.getAds({})).rejects.toMatchObject({ code });
    const span = shop.telemetry.spans().findLast(({ kind }) => kind === SpanKind.SERVER);
    expect(span?.attributes["rpc.response.status_code"]).toBe(name);
    if (span?.status.code === SpanStatusCode.UNSET) refused.push(name);
    else {
      expect(span).toMatchObject({ status: { message: "no ads" }, attributes: { "error.type": name } });
      failed.push(name);
    }
  }
  const faults = ["UNKNOWN", "DEADLINE_EXCEEDED", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS"];
  expect(failed.toSorted()).toEqual(faults.toSorted());
  expect(refused).toHaveLength(10);
});

test("anything else a handler throws is INTERNAL, and its text stays inside", async () => {
  await using shop = await startAds(() => {
    throw new Error("password of the database");
  });
  await expect(shop.ads.getAds({})).rejects.toMatchObject({
    code: Status.INTERNAL,
    message: "hipstershop.AdService/GetAds failed unexpectedly; the service's log says why",
  });
  expect(shop.telemetry.spans()[0]?.status.code).toBe(SpanStatusCode.ERROR);
});

test("a refusal of another service that a handler lets through is the service's own failure, and a failed span", async () => {
  await using other = await startAds(() => {
    throw new RpcError(Status.FAILED_PRECONDITION, "not in this state", { metadata: { "x-reason": "state" } });
  });
  await using shop = await startAds((request, call) => other.ads.getAds(request, call));
  await expect(shop.ads.getAds({})).rejects.toMatchObject({
    code: Status.INTERNAL,
    message: "not in this state",
    metadata: { "x-reason": "state" },
  });
  expect(shop.telemetry.spans()[0]).toMatchObject({ kind: SpanKind.SERVER, status: { code: SpanStatusCode.ERROR } });
});

test.each([
  ["half an emoji", "key \ud83d", "key \ufffd"],
  ["a megabyte", "x".repeat(1_000_000), `${"x".repeat(1000)}…`],
])("a message of %s is made fit to travel, and the connection lives on", async (_what, message, told) => {
  await using shop = await startAds(({ contextKeys }) => {
    if (contextKeys.length > 0) throw new RpcError(Status.INVALID_ARGUMENT, message);
    return {};
  });
  await expect(shop.ads.getAds({ contextKeys: ["x"] })).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: told,
  });
  expect(await shop.ads.getAds({})).toEqual({ ads: [] });
});

test("a deadline ends the call, and the handler's signal with it", async () => {
  const ended: Promise<unknown>[] = [];
  await using shop = await startAds(async (_request, { signal }) => {
    ended.push(aborted(signal));
    await ended.at(-1);
    return {};
  });
  // Again and again: on a busy machine the deadline may be over before the call has arrived.
  const afterDeadline = async () => {
    await expect(shop.ads.getAds({}, undefined, { deadlineMs: 50 })).rejects.toMatchObject({
      code: Status.DEADLINE_EXCEEDED,
    });
    return ended.length;
  };
  await expect.poll(afterDeadline).toBeGreaterThan(0);
  await ended[0];
});

test("an earlier deadline of the scope wins over the client's own, and the server is told", async () => {
  const seen = Promise.withResolvers<number>();
  await using shop = await startAds((_request, { deadline }) => {
    seen.resolve(deadline);
    return {};
  });
  const deadline = Date.now() + 700;
  await shop.ads.getAds({}, { context: ROOT_CONTEXT, deadline });
  expect(Math.abs((await seen.promise) - deadline)).toBeLessThan(250);
});

test("a call whose scope is aborted ends as CANCELLED, before or while it runs", async () => {
  const entered = Promise.withResolvers<Call>();
  await using shop = await startAds(async (_request, call) => {
    entered.resolve(call);
    await once(call.signal, "abort");
    return {};
  });
  const controller = new AbortController();
  const call = shop.ads.getAds({}, { context: ROOT_CONTEXT, signal: controller.signal });
  await entered.promise;
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: Status.CANCELLED });
  const late = shop.ads.getAds({}, { context: ROOT_CONTEXT, signal: AbortSignal.abort() });
  await expect(late).rejects.toMatchObject({ code: Status.CANCELLED });
});

test("a call whose scope was aborted before is not sent", async () => {
  let received = 0;
  await using shop = await startAds(() => {
    received += 1;
    return {};
  });
  await shop.ads.getAds({});
  const late = shop.ads.getAds({}, { context: ROOT_CONTEXT, signal: AbortSignal.abort() });
  await expect(late).rejects.toMatchObject({ code: Status.CANCELLED });
  // On the same connection, behind it.
  await shop.ads.getAds({});
  expect(received).toBe(2);
});

test("a server that is not there is UNAVAILABLE", async () => {
  await using telemetry = await testTelemetry();
  using ads = createClient(AdService, "127.0.0.1:1", telemetry, { idempotent: ["GetAds"] });
  await expect(ads.getAds({})).rejects.toMatchObject({ code: Status.UNAVAILABLE });
  expect(telemetry.spans()).toHaveLength(1);
});

test("calls take turns over the replicas that an address with a scheme names", async () => {
  const calls = [0, 0];
  const counted = (one: number) => startAds(() => ((calls[one] = (calls[one] ?? 0) + 1), {}));
  await using first = await counted(0);
  await using second = await counted(1);
  const address = `ipv4:${first.server.address},${second.server.address}`;
  using ads = createClient(AdService, address, first.telemetry, { idempotent: ["GetAds"] });
  await expect
    .poll(async () => {
      await ads.getAds({});
      return Math.min(...calls);
    })
    .toBeGreaterThan(3);
});

test("an idempotent rpc is tried again when the server was away for a moment; it stays one client span", async () => {
  let calls = 0;
  await using shop = await startAds(() => {
    calls += 1;
    if (calls < 3) throw new RpcError(Status.UNAVAILABLE, "not yet");
    return {};
  });
  using patient = createClient(AdService, shop.server.address, shop.telemetry, { idempotent: ["GetAds"] });
  await patient.getAds({});
  expect(calls).toBe(3);
  expect(shop.telemetry.spans().filter(({ kind }) => kind === SpanKind.CLIENT)).toHaveLength(1);
  calls = 0;
  await expect(shop.ads.getAds({})).rejects.toMatchObject({ code: Status.UNAVAILABLE });
  expect(calls).toBe(1);
});

test("/metrics has counts and durations by method and status, for both sides, and nothing of health checks", async () => {
  await using shop = await startAds(() => ({}));
  using health = createClient(Health, shop.server.address, await testTelemetry("probe"));
  await shop.ads.getAds({});
  await shop.ads.getAds({});
  await health.check({ service: "" });
  const text = await shop.telemetry.scrape();
  for (const side of ["server", "client"]) {
    expect(text).toMatch(
      new RegExp(
        `^rpc_${side}_call_duration_seconds_count\\{.*rpc_method="hipstershop.AdService/GetAds".*rpc_response_status_code="OK".*\\} 2$`,
        "m",
      ),
    );
  }
  expect(text).not.toContain("grpc.health");
  expect(shop.telemetry.spanNames()).not.toContain("grpc.health.v1.Health/Check");
});

test("Watch tells the present state, each change, and ends when the server stops", async () => {
  const shop = await startAds(() => ({}));
  const stream = watchHealth(shop.server.address, "hipstershop.AdService");
  const seen: string[] = [];
  const ended = Promise.withResolvers<{ code?: number }>();
  stream.on("data", ({ status }) => {
    seen.push(status);
    if (seen.length === 1) shop.server.health.setAll(false);
    if (seen.length === 2) shop.server.health.setAll(true);
    if (seen.length === 3) void shop[Symbol.asyncDispose]();
  });
  stream.on("error", ended.resolve);
  expect(await ended.promise).toMatchObject({ code: Status.UNAVAILABLE });
  expect(seen).toEqual(["SERVING", "NOT_SERVING", "SERVING", "NOT_SERVING"]);
});

test("Watch of an unknown service says so and stays open", async () => {
  await using shop = await startAds(() => ({}));
  const stream = watchHealth(shop.server.address, "hipstershop.Nothing");
  const [first] = (await once(stream, "data")) as [{ status: string }];
  expect(first.status).toBe("SERVICE_UNKNOWN");
  stream.cancel();
});

test("stopping lets a running call finish and takes no new one", async () => {
  const entered = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const shop = await startAds(async () => {
    entered.resolve();
    await release.promise;
    return { ads: [{ redirectUrl: "/", text: "late" }] };
  });
  const running = shop.ads.getAds({});
  await entered.promise;
  const stopped = shop.server[Symbol.asyncDispose]();
  using newcomer = createClient(AdService, shop.server.address, shop.telemetry);
  await expect(newcomer.getAds({})).rejects.toMatchObject({ code: Status.UNAVAILABLE });
  release.resolve();
  expect((await running).ads[0]?.text).toBe("late");
  await stopped;
  await shop.telemetry[Symbol.asyncDispose]();
});

test("a taken port is refused with its code", async () => {
  await using shop = await startAds(() => ({}));
  const options = { host: "127.0.0.1", port: shop.server.port, reflection: false, connectionAgeMs: 0 };
  await expect(serve([], options, shop.telemetry)).rejects.toMatchObject({
    code: "EADDRINUSE",
    port: shop.server.port,
  });
});

test.each([
  ["192.0.2.1", "EADDRNOTAVAIL", "this machine has no such address (LISTEN_ADDR)"],
  ["nowhere.invalid", "ENOTFOUND", "nobody knows a host of this name (LISTEN_ADDR)"],
])("to listen on %s is refused with the cause", async (host, code, why) => {
  await using telemetry = await testTelemetry("adservice");
  const refused = serve([], { host, port: 0, reflection: false, connectionAgeMs: 0 }, telemetry);
  await expect(refused).rejects.toMatchObject({ code, message: `adservice can't listen on ${host}:0: ${why}` });
});

describe.skipIf(!hasIpv6)("over IPv6 (needs ::1)", () => {
  test.each(["::1", "::"])("a server on %s is reached, and spans tell its address without brackets", async (host) => {
    await using telemetry = await testTelemetry("adservice");
    const options = { host, port: 0, reflection: true, connectionAgeMs: 0 };
    await using server = await serve([implement(AdService, { getAds: () => ({}) })], options, telemetry);
    expect(server.address).toBe(`[::1]:${server.port}`);
    for (const address of [server.address, `dns:///${server.address}`, `dns:${server.address}`]) {
      using ads = createClient(AdService, address, telemetry);
      expect(await ads.getAds({})).toEqual({ ads: [] });
    }
    const clients = telemetry.spans().filter(({ kind }) => kind === SpanKind.CLIENT);
    expect(clients.map(({ attributes }) => [attributes["server.address"], attributes["server.port"]])).toEqual(
      [1, 2, 3].map(() => ["::1", server.port]),
    );
  });
});

test("a message above a megabyte is refused, and the server lives on", async () => {
  await using shop = await startAds(() => ({}));
  const huge = shop.ads.getAds({ contextKeys: ["x".repeat(1_100_000)] });
  await expect(huge).rejects.toMatchObject({ code: Status.RESOURCE_EXHAUSTED });
  expect(await shop.ads.getAds({})).toEqual({ ads: [] });
});
