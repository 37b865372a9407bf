import { expect, test } from "vitest";
import { startUi } from "../src/ui/server.ts";
import { settingsFor, silent, startStubShop } from "./stub-shop.ts";

const json = { "content-type": "application/json" };

test("a run is started and stopped from the page, but by no other site's, and by no other name", async () => {
  await using shop = await startStubShop();
  const settings = settingsFor(shop.url, { iterations: Infinity });
  await using page = await startUi({
    host: "127.0.0.1",
    port: 0,
    autostart: false,
    settings,
    telemetry: silent,
    tracesUrl: "",
  });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(page.url + path, { method: "POST", headers: { ...json, ...headers }, body: JSON.stringify(body) });
  const form = { model: "closed", users: "2", rate: "50" };
  expect((await post("/start", form, { origin: "http://elsewhere.example" })).status).toBe(403);
  expect((await post("/start", form, { "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await post("/start", { ...form, users: "none" })).status).toBe(422);
  expect(shop.asked).toEqual([]);
  expect((await post("/start", form)).status).toBe(204);
  expect((await post("/start", form)).status).toBe(409);
  await expect.poll(() => shop.asked.length).toBeGreaterThan(10);
  expect((await post("/stop", {})).status).toBe(204);
  const asked = shop.asked.length;
  const events = await fetch(`${page.url}/events`);
  const first = await events.body?.getReader().read();
  expect(new TextDecoder().decode(first?.value)).toContain('"running":false,"sentence":"Ended: 2 users');
  expect(shop.asked).toHaveLength(asked);
});
