import { once } from "node:events";
import { createServer } from "node:net";

/** Whether this machine has ::1. Tests that need it say so in their names, and are skipped without it. */
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
