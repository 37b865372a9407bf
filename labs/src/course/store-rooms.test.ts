import { once } from "node:events";
import { createServer } from "node:http";
import { expect, test } from "vitest";
import { storeRooms } from "./store-rooms.ts";

/** A store that answers with this. */
async function startStore(status: number, body: string) {
  const server = createServer((_, response) => void response.writeHead(status).end(body)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it listens on a port");
  return { url: `http://127.0.0.1:${address.port}`, [Symbol.dispose]: () => void server.close() };
}

const party = (kind: string, learner: string, traces: number) => ({
  party: kind,
  learner,
  traces,
  spans: 9,
  bytes: 900,
  oldestAgeSeconds: traces,
});

test("the store tells what each learner has, by name", async () => {
  const parties = [
    party("learner", "Ada", 3),
    party("nobody", "", 9),
    party("others", "", 2),
    party("learner", "B", 0),
  ];
  using store = await startStore(200, JSON.stringify({ spans: 1, parties }));
  const rooms = await storeRooms(store.url);
  expect([...(rooms ?? [])]).toEqual([
    ["Ada", { traces: 3, oldestAgeSeconds: 3 }],
    ["B", { traces: 0, oldestAgeSeconds: 0 }],
  ]);
});

test.each([
  [404, "404 page not found"],
  [200, "<!doctype html>"],
  [200, '{"data":[]}'],
  [200, '{"parties":[{"party":"learner","learner":7}]}'],
])("a store that answers with %i and %s does not tell", async (status, body) => {
  using store = await startStore(status, body);
  expect(await storeRooms(store.url)).toBeUndefined();
});

test("a store that is away does not tell", async () => {
  const { url, ...store } = await startStore(200, "{}");
  store[Symbol.dispose]();
  expect(await storeRooms(url)).toBeUndefined();
});
