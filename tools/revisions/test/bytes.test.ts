import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeServer, openPlayground, type Playground } from "./playground.ts";

const HOST = "Host: hello.default.example.com\r\n";
const ECHO = nodeServer(
  `if (request.url === "/switch") return void request.socket.write("HTTP/1.1 101 Go\\r\\nConnection: upgrade\\r\\nUpgrade: x\\r\\n\\r\\n");
if (request.url === "/partial") return void response.writeHead(200, { "content-length": 9 }).write("abc", () => request.socket.destroy());
response.setHeader("x-asked", request.method + " " + request.url + " " + request.headers.host);
request.pipe(response);`,
);

let playground: Playground;
beforeAll(async () => {
  playground = await openPlayground();
  await playground.deploy({ command: ECHO });
});
afterAll(() => playground[Symbol.asyncDispose]());

/** What is answered to these bytes on a connection of its own, until it is closed. */
function send(bytes: string): Promise<string> {
  const socket = connect(playground.port, "127.0.0.1");
  socket.write(bytes);
  return text(socket);
}

const close = "Connection: close\r\n\r\n";

test.each([
  ["two lengths", `POST / HTTP/1.1\r\n${HOST}Content-Length: 4\r\nContent-Length: 5\r\n\r\nhello`, "400"],
  [
    "a length and chunks",
    `POST / HTTP/1.1\r\n${HOST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    "400",
  ],
  ["an unknown coding", `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, "400"],
  ["two hosts", `GET / HTTP/1.1\r\n${HOST}Host: other.example.com\r\n${close}`, "400"],
  ["no host", `GET / HTTP/1.1\r\n${close}`, "400"],
  ["a large header", `GET / HTTP/1.1\r\n${HOST}X-A: ${"a".repeat(20_000)}\r\n${close}`, "431"],
  ["a WebSocket", `GET / HTTP/1.1\r\n${HOST}Connection: close, upgrade\r\nUpgrade: websocket\r\n\r\n`, "501"],
  ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"],
  ["an answer that switches protocols", `GET /switch HTTP/1.1\r\n${HOST}${close}`, "502"],
  ["another port than the host's", `GET / HTTP/1.1\r\nHost: hello.default.example.com:1:2\r\n${close}`, "404"],
])("%s gets an answer at once", async (_, bytes, status) => {
  expect(await send(bytes)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect((await playground.revision("hello-00001")).pods).toMatchObject([{ inFlight: 0 }]);
});

test("a request as to a proxy goes to the host of its address", async () => {
  const answer = await send(`GET http://hello.default.example.com/a?b HTTP/1.1\r\nHost: other\r\n${close}`);
  expect(answer).toContain("x-asked: GET /a?b hello.default.example.com\r\n");
});

test("a body in a GET and pipelined requests stay apart", async () => {
  const hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
  const first = `GET /first HTTP/1.1\r\n${HOST}Content-Length: ${hidden.length}\r\n\r\n${hidden}`;
  const answer = await send(`${first}GET /second HTTP/1.1\r\n${HOST}${close}`);
  expect(answer.match(/x-asked: \S+ \S+/g)).toEqual(["x-asked: GET /first", "x-asked: GET /second"]);
});

test("HEAD, 100-continue and an answer that breaks off are passed on as they are", async () => {
  expect(await send(`HEAD /a HTTP/1.1\r\n${HOST}${close}`)).toMatch(/^HTTP\/1.1 200 [^]*\r\n\r\n$/);
  const body = `POST /a HTTP/1.1\r\n${HOST}Expect: 100-continue\r\nContent-Length: 2\r\n${close}ok`;
  expect(await send(body)).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK\r\n/);
  expect(await send(`GET /partial HTTP/1.1\r\n${HOST}${close}`)).toMatch(/\r\n\r\nabc$/);
});

test("an upload that is broken off ends its request", async () => {
  const socket = connect(playground.port, "127.0.0.1");
  socket.write(`POST /a HTTP/1.1\r\n${HOST}Content-Length: 1000\r\n\r\npart`);
  const inFlight = async () => (await playground.revision("hello-00001")).pods[0]?.inFlight;
  await expect.poll(inFlight).toBe(1);
  socket.destroy();
  await expect.poll(inFlight).toBe(0);
});
