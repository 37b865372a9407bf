// The app that is deployed when no command is given, as gcr.io/knative-samples/helloworld-go: it answers
// "Hello <TARGET>!". It starts while a request waits. A CommonJS file that needs nothing but node:http takes half of the
// processor time of a module in TypeScript, so it reads the environment itself, as any program that is deployed.
"use strict";
const { createServer } = require("node:http");

const { TARGET = "World", PORT = "8080", LISTEN_ADDR = "127.0.0.1" } = process.env;

const say = (text) => {
  const time = new Date().toISOString().slice(0, 19).replace("T", " ").replaceAll("-", "/");
  process.stdout.write(`${time} ${text}\n`);
};

const server = createServer((_, response) => {
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end(`Hello ${TARGET}!\n`);
});
server.listen(Number(PORT), LISTEN_ADDR, () => say("Hello world sample started."));
process.once("SIGTERM", () => server.close());
