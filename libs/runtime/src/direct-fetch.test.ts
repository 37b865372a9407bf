import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { directFetch } from "./direct-fetch.ts";

let server: Server;
let base: string;
const asked: { request: IncomingMessage; body: string }[] = [];
const signal = AbortSignal.timeout(60_000);

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push({ request, body });
      if (request.url === "/moved") return response.writeHead(302, { location: "/here?x=1" }).end();
      if (request.url === "/ring") return response.writeHead(302, { location: "/ring" }).end();
      if (request.url === "/nothing") return response.writeHead(204).end();
      if (request.url === "/silent") return response.flushHeaders();
      return response.writeHead(200, { "set-cookie": ["a=1", "b=2"] }).end(`${request.method} ${request.url}`);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test("an answer comes with status, headers and text", async () => {
  const answer = await directFetch(`http://${base}/`, { signal, headers: { accept: "text/plain" } });
  expect([answer.status, answer.headers.getSetCookie(), await answer.text()]).toEqual([200, ["a=1", "b=2"], "GET /"]);
  expect(asked.at(-1)?.request.headers.accept).toBe("text/plain");
});

test("JSON is posted", async () => {
  const answer = await directFetch(`http://${base}/json`, { signal, json: '{"a":"ü"}' });
  expect(await answer.text()).toBe("POST /json");
  const { request, body } = asked.at(-1)!;
  expect([request.headers["content-type"], body]).toEqual(["application/json", '{"a":"ü"}']);
});

test("a form is posted", async () => {
  const form = new URLSearchParams({ a: "ü &" });
  expect(await (await directFetch(`http://${base}/form`, { signal, form })).text()).toBe("POST /form");
  expect(asked.at(-1)?.body).toBe("a=%C3%BC+%26");
});

test("redirections are followed, five of them, or none when asked so; who logs in is told to the first address alone", async () => {
  const answer = await directFetch(`http://me:hush%25@${base}/moved`, { signal });
  expect(await answer.text()).toBe("GET /here?x=1");
  const sent = asked.slice(-2).map(({ request }) => request.headers.authorization);
  expect(sent).toEqual([`Basic ${Buffer.from("me:hush%").toString("base64")}`, undefined]);
  expect((await directFetch(`http://${base}/moved`, { signal, redirects: 0 })).status).toBe(302);
  expect((await directFetch(`http://${base}/ring`, { signal })).status).toBe(302);
});

test("an answer without a body is one", async () => {
  expect((await directFetch(`http://${base}/nothing`, { signal })).status).toBe(204);
});

test("what fails says how: nobody there, a name with two addresses, no answer in time, in the middle of one", async () => {
  await expect(directFetch("http://127.0.0.1:1/", { signal })).rejects.toThrow("ECONNREFUSED 127.0.0.1:1");
  await expect(directFetch("http://localhost:1/", { signal })).rejects.toThrow("ECONNREFUSED");
  const stop = new AbortController();
  const silent = await directFetch(`http://${base}/silent`, { signal: stop.signal });
  stop.abort();
  await expect(silent.text()).rejects.toThrow("abort");
  await expect(directFetch(`http://${base}/`, { signal: AbortSignal.abort() })).rejects.toThrow("aborted");
});
