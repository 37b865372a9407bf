import { once } from "node:events";
import { createServer } from "node:net";

/** A free port of this machine, for programs that can't be told to take one. */
export async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || !address) throw new Error(`there is no free port of ${host}`);
  return address.port;
}
