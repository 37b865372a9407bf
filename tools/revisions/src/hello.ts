// The app that is deployed when no command is given, as gcr.io/knative-samples/helloworld-go: it answers "Hello <TARGET>!".
// It loads nothing but Node's own modules, since it is started while a request waits.
import { createServer } from "node:http";
import { processVariables } from "@hipstershop/runtime/env";

const { TARGET = "World", PORT = "8080", LISTEN_ADDR = "127.0.0.1" } = processVariables();

const say = (text: string) => {
  const time = new Date().toISOString().slice(0, 19).replace("T", " ").replaceAll("-", "/");
  process.stdout.write(`${time} ${text}\n`);
};

const server = createServer((_, response) => {
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end(`Hello ${TARGET}!\n`);
});
server.listen(Number(PORT), LISTEN_ADDR, () => say("Hello world sample started."));
process.once("SIGTERM", () => server.close());
