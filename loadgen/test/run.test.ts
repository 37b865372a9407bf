import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { Cookies } from "../src/visitor/cookies.ts";
import { HttpClient } from "../src/visitor/http-client.ts";
import { Random } from "@hipstershop/random";
import { Recorder } from "../src/figures/recorder.ts";
import { reportOf } from "../src/figures/report.ts";
import { startRun } from "../src/run/run.ts";
import type { Scenario } from "../src/scenarios/scenario.ts";
import { index } from "../src/scenarios/home.ts";
import type { RunSettings } from "../src/settings/settings.ts";
import { performAction } from "../src/visitor/shopper.ts";
import { answerLikeShop, settingsFor, silent, startStubShop } from "./stub-shop.ts";

async function askedBy(changes: Partial<RunSettings>): Promise<string[]> {
  await using shop = await startStubShop();
  await startRun(settingsFor(shop.url, changes), silent).done;
  return shop.asked;
}

describe("a closed run", () => {
  test("makes the same requests in the same order with the same seed, others with another", async () => {
    const first = await askedBy({ users: 1 });
    expect(first.length).toBeGreaterThan(60);
    expect(await askedBy({ users: 1 })).toEqual(first);
    expect(await askedBy({ users: 1, seed: 8 })).not.toEqual(first);
  });

  test("is made whole by its shards", async () => {
    const whole = await askedBy({ users: 5 });
    const parts = await Promise.all([0, 1, 2].map((index) => askedBy({ users: 5, shard: { index, count: 3 } })));
    expect(parts.flat().sort()).toEqual(whole.sort());
  });

  test("is made whole by eight shards, some of which have nothing to do", async () => {
    const eight = Array.from({ length: 8 }, (_, index) => ({ index, count: 8 }));
    for (const users of [5, 19]) {
      const whole = await askedBy({ users, iterations: 200 });
      const parts = await Promise.all(eight.map((shard) => askedBy({ users, iterations: 200, shard })));
      expect(parts.map((part) => part.length === 0)).toEqual(eight.map(({ index }) => index >= users));
      expect(parts.flat().sort()).toEqual(whole.sort());
    }
  });

  test("keeps each user's cookies, follows redirects, and counts where they lead", async () => {
    await using shop = await startStubShop();
    const run = startRun(settingsFor(shop.url, { iterations: 100 }), silent);
    await run.done;
    expect(new Set(shop.cookies.filter((cookie) => cookie !== undefined)).size).toBe(3);
    expect(shop.cookies.filter((cookie) => cookie === undefined)).toHaveLength(3);
    const { routes, actions, requests, errors } = reportOf(run.settings, run.recorder, "");
    expect(errors).toBe(0);
    expect(requests).toBe(shop.asked.length);
    const added = (actions["addToCart"]?.requests ?? 0) + (actions["checkout"]?.requests ?? 0);
    expect(routes["POST /cart"]?.requests).toBe(added);
    expect(routes["GET /cart"]?.requests).toBe(added + (actions["viewCart"]?.requests ?? 0));
  });

  test("ends an action whose request fails, counts it, and goes on", async () => {
    await using shop = await startStubShop((request, response) => {
      if (request.url?.startsWith("/product/")) response.writeHead(503).end();
      else answerLikeShop(request, response);
    });
    const run = startRun(settingsFor(shop.url), silent);
    await run.done;
    const { routes, actions, statuses } = reportOf(run.settings, run.recorder, "");
    expect(routes["POST /cart"]).toBeUndefined();
    expect(routes["GET /product/{id}"]?.errors).toBe(statuses["503"]);
    expect(actions["checkout"]?.errors).toBe(actions["checkout"]?.requests);
  });

  test("a scenario that is wrong itself ends the run", async () => {
    await using shop = await startStubShop();
    const broken: Scenario = { name: "broken", weight: 1, run: () => Promise.reject(new Error("my mistake")) };
    const run = startRun(settingsFor(shop.url, { scenarios: [broken], iterations: Infinity }), silent);
    await expect(run.done).rejects.toThrow("my mistake");
  });

  test("a learner's scenario is one object", async () => {
    await using shop = await startStubShop();
    const emptyCart: Scenario = { name: "emptyCart", weight: 1, run: (shopper) => shopper.post("/cart/empty", {}) };
    await startRun(settingsFor(shop.url, { users: 1, scenarios: [emptyCart], iterations: 1 }), silent).done;
    expect(shop.asked).toEqual(["GET /", "POST /cart/empty", "GET /"]);
  });
});

describe("an open run", () => {
  test("sends what is due though nothing is answered, and measures the wait", async () => {
    const waiting: ServerResponse[] = [];
    await using shop = await startStubShop((_request, response) => {
      waiting.push(response);
      // No request is answered before the twentieth has arrived.
      if (waiting.length === 20) for (const one of waiting) one.end();
    });
    const open = { model: "open", rate: 1000, iterations: 20, scenarios: [index] } as const;
    const run = startRun(settingsFor(shop.url, open), silent);
    await run.done;
    expect(shop.asked).toHaveLength(20);
    // The first was due 19 ms before the last; a timer may fire a millisecond early.
    expect(run.recorder.all.latencies.maxMs).toBeGreaterThan(17);
  });

  test("drops, and counts, arrivals beyond its limit", async () => {
    const waiting: ServerResponse[] = [];
    await using shop = await startStubShop((_request, response) => void waiting.push(response));
    const open = {
      model: "open",
      rate: 1000,
      iterations: 20,
      scenarios: [index],
      inFlightMax: 5,
      // Longer than the twenty arrivals take on a busy machine.
      timeoutMs: 2000,
    } as const;
    const run = startRun(settingsFor(shop.url, open), silent);
    await run.done;
    expect(run.recorder.dropped).toBe(15);
    expect(run.recorder.all.errors).toBe(5);
    expect([...run.recorder.statuses.keys()]).toEqual(["UND_ERR_HEADERS_TIMEOUT"]);
  });

  test("is made whole by its shards, and keeps the mix", async () => {
    const open = { model: "open", rate: 2000, iterations: 40 } as const;
    const whole = await askedBy(open);
    for (const count of [2, 8]) {
      const shards = Array.from({ length: count }, (_, index) => ({ index, count }));
      const parts = await Promise.all(shards.map((shard) => askedBy({ ...open, shard })));
      expect(parts.flat().sort()).toEqual(whole.toSorted());
    }
    // 40 actions are two decks of 19 and two more cards, so 3 checkouts at most.
    const orders = whole.filter((line) => line.startsWith("POST /cart/checkout"));
    expect(orders.length).toBeGreaterThanOrEqual(2);
    expect(orders.length).toBeLessThanOrEqual(3);
  });
});

test("an action that begins late is measured from when it was due", async () => {
  await using shop = await startStubShop();
  await using client = new HttpClient(shop.url, { connectionsMax: 1, timeoutMs: 30_000 });
  const recorder = new Recorder();
  const world = { target: new URL(shop.url), client, recorder, telemetry: silent };
  const dueMs = performance.now() - 700;
  await performAction({ world, scenario: index, cookies: new Cookies(), random: new Random(1), dueMs });
  expect(recorder.all.latencies.maxMs).toBeGreaterThanOrEqual(700);
  expect(recorder.actions.get("index")?.latencies.maxMs).toBeGreaterThanOrEqual(700);
});
