import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { limitPipelining } from "./pipelining.ts";

const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/** A server that counts its requests, and answers those of `/` only when the test wants. */
async function start() {
  const seen: (() => void)[] = [];
  const server = createServer((_request, response) => void seen.push(() => response.end("answered")));
  limitPipelining(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { port, seen };
}

test("a client with sixteen unanswered requests is served", async () => {
  const { port, seen } = await start();
  const socket = connect(port, "127.0.0.1");
  socket.write(get.repeat(16));
  await expect.poll(() => seen.length).toBe(16);
  for (const answer of seen) answer();
  let text = "";
  socket.on("data", (chunk) => (text += String(chunk)));
  await expect.poll(() => text.split("answered").length - 1).toBe(16);
  // What was answered counts no more.
  socket.write(get.repeat(16));
  await expect.poll(() => seen.length).toBe(32);
  expect(socket.destroyed).toBe(false);
});

test("one with more is disconnected, and what it sent further reaches nobody", async () => {
  const { port, seen } = await start();
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  const closed = once(socket.resume(), "close");
  socket.write(get.repeat(300));
  await closed;
  expect(seen.length).toBe(16);
});
