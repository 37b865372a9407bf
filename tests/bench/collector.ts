// A collector that takes everything and keeps nothing, in a process of its own: what it costs is not ours.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => response.writeHead(202).end());
});
server.listen(0, "127.0.0.1", () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/traces`);
});
process.on("disconnect", () => process.exit());
