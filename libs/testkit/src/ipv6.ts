import { once } from "node:events";
import { createServer } from "node:net";

/** Whether this machine has ::1; tests that need it are named so, and skipped where it doesn't. */
export const hasIpv6: boolean = await listensOn("::1");

async function listensOn(host: string): Promise<boolean> {
  const server = createServer();
  server.listen(0, host);
  const listens = await once(server, "listening").then(
    () => true,
    () => false,
  );
  server.close();
  return listens;
}
