import { fastify } from "fastify";
import { expect, test } from "vitest";
import { FILE, PAGE, PROBE, requireRouteKinds, routeKindOf } from "./route-kind.ts";

const answer = async () => "";

test("an app whose routes all have a kind starts", async () => {
  await using app = fastify();
  requireRouteKinds(app);
  app.get("/", PAGE, answer);
  app.all("/probe", PROBE, answer);
  await app.register(async (files) => {
    files.addHook("onRoute", (route) => {
      route.config = { ...route.config, ...FILE.config };
    });
    files.get("/file", answer);
  });
  await expect(app.ready()).resolves.toBeDefined();
});

test("a route without a kind is named, and the app does not start", async () => {
  await using app = fastify();
  requireRouteKinds(app);
  app.get("/", PAGE, answer);
  app.post("/cart", answer);
  await expect(app.ready()).rejects.toThrow("POST /cart does not say whether it is a page, a file or a probe");
});

test("an address without a route is answered with a page", async () => {
  await using app = fastify();
  app.setNotFoundHandler(async (request) => ({ kind: routeKindOf(request) }));
  app.get("/file", FILE, (request, reply) => reply.send({ kind: routeKindOf(request) }));
  expect((await app.inject("/nothing")).json()).toEqual({ kind: "page" });
  expect((await app.inject("/file")).json()).toEqual({ kind: "file" });
});
