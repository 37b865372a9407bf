import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** A free port of this machine, for programs that can't be told to take one. */
export async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
