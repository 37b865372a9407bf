import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DEFAULT_SCALE, REVISIONS_MAX } from "../src/model.ts";
import { Revisions } from "../src/revisions.ts";
import { nodeServer, openPlayground } from "./playground.ts";

/** Reproducible numbers: mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const split = (latest: number) => [
  { target: "hello:latest", percent: latest },
  { target: "hello:previous", percent: 100 - latest },
];

test("10 % of 2,000 requests reach the revision with 10 %, and a rollout holds from the next request on", async () => {
  await using playground = await openPlayground(seeded(7));
  await playground.deploy({ env: { TARGET: "blue" } });
  await playground.deploy({ env: { TARGET: "green" }, managedRoute: false });
  await playground.client.change("rollout", { route: "hello", shares: split(10) });
  const answers = await Promise.all(Array.from({ length: 2000 }, () => playground.ask()));
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  const green = answers.filter(({ body }) => body === "Hello green!\n").length / 20;
  expect(green).toBeGreaterThanOrEqual(8);
  expect(green).toBeLessThanOrEqual(12);
  for (const [percent, body] of [
    [100, "Hello green!\n"],
    [0, "Hello blue!\n"],
  ] as const) {
    await playground.client.change("rollout", { route: "hello", shares: split(percent) });
    expect((await playground.ask()).body).toBe(body);
  }
}, 60_000);

test("a revision goes to zero when it is idle and comes back for a request, which is held meanwhile: three times", async () => {
  await using playground = await openPlayground();
  await playground.deploy({ scale: { idleMs: 50, graceMs: 50 } });
  for (const _ of [1, 2, 3]) {
    await expect.poll(() => playground.revision("hello-00001")).toMatchObject({ instances: 0, state: "idle" });
    playground.telemetry.reset();
    expect(await playground.ask()).toMatchObject({ status: 200, body: "Hello World!\n", revision: "hello-00001" });
    const [wait, request] = playground.telemetry.spans();
    expect([wait?.name, request?.name]).toEqual(["cold start", "GET hello"]);
    expect(wait?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
    expect(request?.attributes).toMatchObject({
      "service.version": "hello-00001",
      "app.route.percent": 100,
      "app.route.reason": "only one",
      "app.cold_start": true,
      "http.response.status_code": 200,
    });
    expect(request?.attributes["app.held_ms"]).toBeGreaterThan(0);
  }
}, 60_000);

test("the post's loop: of 200 requests, through three times at zero, none takes three seconds or fails", async () => {
  await using playground = await openPlayground(seeded(2));
  await playground.deploy({ env: { TARGET: "blue" }, scale: { idleMs: 100, graceMs: 100 } });
  await playground.deploy({ env: { TARGET: "green" }, managedRoute: false });
  await playground.client.change("rollout", { route: "hello", shares: split(10) });
  const answers = new Map<string, number>();
  for (let i = 0; i < 200; i += 1) {
    if (i % 50 === 49) {
      for (const name of ["hello-00001", "hello-00002"])
        await expect.poll(() => playground.revision(name)).toMatchObject({ instances: 0 });
    }
    const { body } = await playground.ask({ limitMs: 3000 });
    answers.set(body, (answers.get(body) ?? 0) + 1);
  }
  expect([...answers.keys()].toSorted()).toEqual(["Hello blue!\n", "Hello green!\n"]);
  const cold = playground.telemetry.spans().filter(({ name }) => name === "cold start");
  expect(cold.length).toBeGreaterThanOrEqual(3);
}, 90_000);

test("a revision that does not start gets no traffic and no tag, and says why with its last lines", async () => {
  await using playground = await openPlayground();
  await playground.deploy({ env: { TARGET: "good" } });
  const events = await playground.deploy({ command: "echo no such table >&2; exit 3" });
  expect(events.at(-1)).toMatchObject({ kind: "failed", revision: "hello-00002" });
  expect(await playground.revision("hello-00002")).toMatchObject({
    state: "failed",
    tags: [],
    percent: 0,
    reason: expect.stringMatching(/ended with code 3 before it listened.*\n +no such table$/s),
  });
  expect(await playground.revision("hello-00001")).toMatchObject({ tags: ["latest", "previous"], percent: 100 });
  const rollout = playground.client.change("rollout", {
    route: "hello",
    shares: [{ target: "hello-00002", percent: 100 }],
  });
  await expect(rollout).rejects.toThrow(/hello-00002 may get no traffic: it ended with code 3/);
  expect((await playground.ask()).body).toBe("Hello good!\n");
});

test("a program that never listens is given up in time", async () => {
  await using playground = await openPlayground();
  const events = await playground.deploy({ command: "exec sleep 1000", readyLimitMs: 100 });
  expect(events.at(-1)).toMatchObject({ kind: "failed", reason: expect.stringContaining("did not listen on PORT") });
  expect(await playground.ask()).toMatchObject({ status: 503, body: "hello has no revision that is ready\n" });
});

test("no request in flight is lost when its revision is replaced and deleted", async () => {
  await using playground = await openPlayground();
  await playground.deploy({ command: nodeServer('setTimeout(() => response.end("slow"), 500)') });
  const answers = Array.from({ length: 10 }, () => playground.ask());
  await expect.poll(async () => (await playground.revision("hello-00001")).pods[0]?.inFlight).toBe(10);
  await playground.deploy({ env: { TARGET: "new" } });
  await playground.client.change("delete", { service: "hello", revision: "hello-00001" });
  expect((await Promise.all(answers)).map(({ status, body }) => `${status} ${body}`)).toEqual(
    Array.from({ length: 10 }, () => "200 slow"),
  );
  await expect(playground.revision("hello-00001")).rejects.toThrow("there is no hello-00001");
  expect((await playground.ask()).body).toBe("Hello new!\n");
});

test("more requests at once start more instances, up to the maximum", async () => {
  await using playground = await openPlayground();
  const command = nodeServer("setTimeout(() => response.end(String(process.pid)), 1000)");
  await playground.deploy({ command, scale: { concurrency: 2, max: 3, idleMs: 50 } });
  const answers = await Promise.all(Array.from({ length: 12 }, () => playground.ask()));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(new Set(answers.map(({ body }) => body)).size).toBe(3);
  await expect.poll(() => playground.revision("hello-00001")).toMatchObject({ instances: 1 });
}, 30_000);

test("an instance that ends by itself fails its request alone, and is replaced", async () => {
  await using playground = await openPlayground();
  const command = nodeServer('request.url === "/end" ? process.exit(1) : response.end(String(process.pid))');
  await playground.deploy({ command, scale: { min: 1 } });
  const before = await playground.ask();
  expect(await playground.ask({ path: "/end" })).toMatchObject({
    status: 502,
    body: expect.stringMatching(/^hello-00001 did not answer: /),
  });
  await expect.poll(() => playground.revision("hello-00001")).toMatchObject({ state: "ready", instances: 1 });
  const after = await playground.ask();
  expect(after.status).toBe(200);
  expect(after.body).not.toBe(before.body);
});

test("a caller who leaves while it is held takes nothing with it", async () => {
  await using playground = await openPlayground();
  await playground.deploy({
    command: `sleep 0.3; ${nodeServer('response.end("here")')}`,
    scale: { idleMs: 1, graceMs: 1 },
  });
  await expect.poll(() => playground.revision("hello-00001")).toMatchObject({ instances: 0 });
  await expect(playground.ask({ limitMs: 100 })).rejects.toThrow("aborted");
  expect(await playground.ask()).toMatchObject({ status: 200, body: "here" });
});

test("bodies pass in both directions, with who asked and the trace in the headers", async () => {
  await using playground = await openPlayground();
  const echo = `response.setHeader("x-seen", JSON.stringify(request.headers)); response.write(JSON.stringify(request.headers) + "\\n"); request.pipe(response)`;
  await playground.deploy({ command: nodeServer(echo) });
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01`, b3: `${"a".repeat(32)}-${"b".repeat(16)}-1` };
  const { body } = await playground.ask({
    body: "x".repeat(100_000),
    path: "/a?b=c",
    headers: { traceparent: headers.traceparent },
  });
  const [seen = "", sent] = body.split("\n");
  const span = playground.telemetry.spans().at(-1);
  expect(JSON.parse(seen)).toMatchObject({
    host: "hello.default.example.com",
    "x-forwarded-for": "127.0.0.1",
    traceparent: `00-${trace}-${span?.spanContext().spanId}-01`,
  });
  expect(sent).toHaveLength(100_000);
  const other = await playground.ask({ headers: { b3: headers.b3 } });
  expect(JSON.parse(other.body.split("\n")[0] ?? "")).not.toHaveProperty("b3");
});

test("a sticky route gives a cookie, and keeps who sends it", async () => {
  await using playground = await openPlayground(seeded(1));
  await playground.deploy({});
  await playground.deploy({ managedRoute: false });
  await playground.client.change("rollout", { route: "hello", shares: split(50), isSticky: true });
  const first = await playground.ask();
  expect(first.cookies).toEqual([`shop_revision=${first.revision}; Path=/; HttpOnly; SameSite=Lax`]);
  const cookie = `shop_revision=${first.revision}`;
  const again = await Promise.all(Array.from({ length: 20 }, () => playground.ask({ headers: { cookie } })));
  expect(new Set(again.map(({ revision }) => revision))).toEqual(new Set([first.revision]));
});

test("what nobody has is refused with what there is", async () => {
  await using playground = await openPlayground();
  await playground.deploy({});
  expect(await playground.ask({ host: "shop.example.com" })).toMatchObject({
    status: 404,
    body: "no service has the host shop.example.com: there is hello.default.example.com\n",
  });
  const { client } = playground;
  const share = (percent: number) => [{ target: "hello:latest", percent }];
  await expect(client.change("rollout", { route: "helo", shares: share(100) })).rejects.toThrow("did you mean hello?");
  await expect(client.change("rollout", { route: "hello", shares: share(90) })).rejects.toThrow("these are 90");
  await expect(client.change("delete", { service: "hello", revision: "latest" })).rejects.toThrow(
    "100 % of the traffic",
  );
  await expect(playground.deploy({ service: "No" })).rejects.toThrow("service: give small letters");
});

test("there are fifty revisions at most, and a state that is not ours is not overwritten", async () => {
  await using playground = await openPlayground();
  const { folder } = playground;
  const revision = { command: "", folder, env: {}, files: "", tags: [], createdAt: "", isReady: true, failure: "" };
  const revisions = Array.from({ length: REVISIONS_MAX }, (_, i) => ({ ...revision, name: `a-${i}` }));
  const service = {
    name: "a",
    namespace: "b",
    createdAt: "",
    counted: 50,
    scale: DEFAULT_SCALE,
    shares: [],
    isSticky: false,
  };
  const state = { domain: "a.test", domains: ["a.test"], services: [{ ...service, revisions }] };
  writeFileSync(join(folder, "state.json"), JSON.stringify(state));
  await using full = new Revisions(folder, {});
  expect(full.hosts()).toEqual(["a.b.a.test"]);
  const request = { service: "a", command: "", folder, env: {}, files: "", tags: [], managedRoute: true, scale: {} };
  await expect(full.deploy({ ...request, readyLimitMs: 1, watchLogsMs: 0 }, () => {})).rejects.toThrow("50 revisions");
  writeFileSync(join(folder, "state.json"), "{}");
  expect(() => new Revisions(folder, {})).toThrow("is no state of revisions");
});
