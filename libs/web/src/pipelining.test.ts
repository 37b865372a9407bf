import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { limitPipelining } from "./pipelining.ts";

const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/** A server that counts its requests, and answers only when the test wants. */
async function start(answer = "answered") {
  const seen: (() => void)[] = [];
  const server = createServer((_request, response) => void seen.push(() => response.end(answer)));
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

test("a client with sixteen unanswered requests is served, one after the other", async () => {
  const { port, seen } = await start();
  const socket = connect(port, "127.0.0.1");
  let text = "";
  socket.on("data", (chunk) => (text += String(chunk)));
  for (const round of [1, 2]) {
    socket.write(get.repeat(16));
    for (let answered = 16 * (round - 1); answered < 16 * round; answered++) {
      await expect.poll(() => seen.length).toBe(answered + 1);
      seen[answered]?.();
      await expect.poll(() => text.split("answered").length - 1).toBe(answered + 1);
    }
    // What was answered counts no more.
  }
  expect(socket.destroyed).toBe(false);
});

test("one with more is disconnected, and what it sent further reaches nobody", async () => {
  const { port, seen } = await start();
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  const closed = once(socket.resume(), "close");
  socket.write(get.repeat(300));
  await closed;
  expect(seen.length).toBe(1);
});

test("a client that does not read has one answer in memory", async () => {
  const { port, seen } = await start("much".repeat(4 * 2 ** 20));
  const socket = connect(port, "127.0.0.1").pause();
  socket.write(get.repeat(16));
  await expect.poll(() => seen.length).toBe(1);
  seen[0]?.();
  const other = connect(port, "127.0.0.1");
  other.write(get);
  // By then the first connection's requests were read, too.
  await expect.poll(() => seen.length).toBe(2);
  other.destroy();
  socket.destroy();
});
