import { once } from "node:events";
import { get } from "node:http";
import { networkInterfaces } from "node:os";
import { describe, expect, test } from "vitest";
import { startTraining } from "../support/training.ts";

const TOKEN = "correct-horse-battery";
/** As a proxy on this machine passes on what others ask. */
const elsewhere = { "x-forwarded-for": "192.0.2.7" };
const pages = (token: string) => startTraining({ PAGE_TOKEN: token });

/** An address of this machine that is not loopback. */
const outside = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === "IPv4" && !one.internal)?.address;

describe("with a token", () => {
  test.each(["/course", "/faults", "/course/trainer", "/nowhere"])("%s asks others for it", async (path) => {
    await using training = await pages(TOKEN);
    expect((await training.get(path, elsewhere)).status).toBe(401);
    expect((await training.get(path, { forwarded: "for=192.0.2.7" })).status).toBe(401);
    expect((await training.get(`${path}?token=wrong`, elsewhere)).status).toBe(401);
    expect((await training.get(path)).status).not.toBe(401);
  });

  test.each(["/course/trainer/reset", "/faults/reset", "/course/trainer/reveal"])("so does POST %s", async (path) => {
    await using training = await pages(TOKEN);
    expect((await training.post(path, {}, elsewhere)).status).toBe(401);
    expect((await training.post(path, {}, { ...elsewhere, authorization: `Bearer ${TOKEN}x` })).status).toBe(401);
    expect((await training.post(path, {}, { ...elsewhere, authorization: `Bearer ${TOKEN}` })).status).not.toBe(401);
  });

  test("one link opens the pages: it sets a cookie, and the token leaves the address", async () => {
    await using training = await pages(TOKEN);
    const first = await training.get(`/course?lab=1&token=${TOKEN}`, elsewhere);
    expect([first.status, first.headers.get("location")]).toEqual([303, "/course?lab=1"]);
    expect(first.headers.get("set-cookie")).toMatch(/; Path=\/; HttpOnly; SameSite=Strict/);
    expect((await training.get("/course", elsewhere)).status).toBe(200);
    expect((await training.get("/course/trainer", elsewhere)).status).toBe(200);
  });

  test("a link leads to these pages only", async () => {
    await using training = await pages(TOKEN);
    const { status, headers } = await training.get(`/\\evil.example/?token=${TOKEN}`, elsewhere);
    expect([status, headers.get("location")?.startsWith("//")]).toEqual([303, false]);
  });

  test("probes and stylesheets are for all", async () => {
    await using training = await pages(TOKEN);
    expect((await training.get("/_healthz", elsewhere)).status).toBe(200);
    expect((await training.get("/static/nothing.css", elsewhere)).status).toBe(404);
  });
});

test("without a token others may look, and change nothing", async () => {
  await using training = await pages("");
  expect((await training.get("/course", elsewhere)).status).toBe(200);
  expect((await training.get("/course?token=", elsewhere)).status).toBe(200);
  const refused = await training.post("/course/trainer/incident", {}, elsewhere);
  expect(refused.status).toBe(403);
  expect(refused.body).toContain("PAGE_TOKEN");
  expect((await training.post("/course/trainer/incident")).status).not.toBe(403);
});

test("PAGE_TOKEN=none asks nobody", async () => {
  await using training = await pages("none");
  expect((await training.post("/course/trainer/incident", {}, elsewhere)).status).not.toBe(403);
});

test.skipIf(!outside)(
  "who comes from another address than loopback and its own counts as elsewhere (needs a network)",
  async () => {
    await using training = await pages(TOKEN);
    const asked = get({ host: "127.0.0.1", port: training.port, path: "/course", localAddress: outside });
    const [answer] = await once(asked, "response");
    expect(answer).toMatchObject({ statusCode: 401 });
    asked.destroy();
  },
);
