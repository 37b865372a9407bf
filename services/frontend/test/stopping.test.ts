import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { startFront } from "./start-frontend.ts";

test("a stopping frontend is unhealthy at once, still serves for a while, and finishes what is under way", async () => {
  const front = await startFront({ config: { lameDuckMs: 1000 } });
  const finish = front.backends.hold("listProducts");
  const underWay = front.get("/");
  await front.backends.nth("listProducts");
  const stopped = front.service[Symbol.asyncDispose]();
  expect(await front.get("/_healthz")).toMatchObject({ status: 503, body: "stopping" });
  expect((await front.get("/cart")).status).toBe(200);
  finish();
  expect((await underWay).status).toBe(200);
  await stopped;
  await expect(front.get("/_healthz")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  await front[Symbol.asyncDispose]();
});

test("what is under way when the doors close is finished, too", async () => {
  const front = await startFront();
  const finish = front.backends.hold("listProducts");
  const underWay = front.get("/");
  await front.backends.nth("listProducts");
  const stopped = front.service[Symbol.asyncDispose]();
  await expect
    .poll(() => front.get("/_healthz").catch((error: NodeJS.ErrnoException) => error.code))
    .toBe("ECONNREFUSED");
  finish();
  expect((await underWay).status).toBe(200);
  await stopped;
  await front[Symbol.asyncDispose]();
});

test("an answer that takes longer than slow visitors are waited for is not cut while it is in time", async () => {
  const front = await startFront();
  const finish = front.backends.hold("listProducts");
  const underWay = front.get("/");
  await front.backends.nth("listProducts");
  const stopped = front.service[Symbol.asyncDispose]();
  await delay(3500);
  finish();
  expect((await underWay).status).toBe(200);
  await stopped;
  await front[Symbol.asyncDispose]();
});

test("whose request has not come in full is not waited for", async () => {
  const front = await startFront();
  const socket = connect(front.port, "127.0.0.1").on("error", () => {});
  const form = "content-type: application/x-www-form-urlencoded\r\ncontent-length: 100";
  socket.write(`POST /cart HTTP/1.1\r\nhost: shop\r\n${form}\r\n\r\nproduct`);
  await delay(100);
  const started = performance.now();
  await front.service[Symbol.asyncDispose]();
  expect(performance.now() - started).toBeLessThan(6000);
  socket.destroy();
  await front[Symbol.asyncDispose]();
});

test("who keeps a connection is told before the doors close to take another", async () => {
  const front = await startFront({ config: { lameDuckMs: 1000 } });
  const kept = async () => (await fetch(`http://127.0.0.1:${front.port}/_healthz`)).headers.get("connection");
  expect(await kept()).toBe("keep-alive");
  const stopped = front.service[Symbol.asyncDispose]();
  expect(await kept()).toBe("close");
  await stopped;
  await front[Symbol.asyncDispose]();
});

test("a taken port is named", async () => {
  await using first = await startFront();
  await expect(startFront({ config: { port: first.port } })).rejects.toMatchObject({
    code: "EADDRINUSE",
    message: `frontend can't listen on 127.0.0.1:${first.port}: the port is taken (PORT)`,
  });
});
