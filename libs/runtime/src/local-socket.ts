import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where a server listens that only this user's programs reach. */
export interface LocalSocket {
  /** The path of a Unix socket, or of a named pipe on Windows. */
  readonly address: string;
  /** Removes the folder that was made for the socket, if one was. */
  readonly removeFolder: () => void;
}

/**
 * Listens on a Unix socket in the folder, which no web page and no other user can reach; the caller holds the folder's lock.
 * Rejects when no socket can be made.
 */
export async function listenLocally(server: Server, folder: string): Promise<LocalSocket> {
  const keepFolder = (): void => {};
  if (process.platform === "win32")
    return { address: await listenAt(server, `\\\\.\\pipe\\hipster-shop-${process.pid}`), removeFolder: keepFolder };
  try {
    return { address: await listenAt(server, join(folder, "control.sock")), removeFolder: keepFolder };
  } catch {
    // The path is longer than the hundred bytes that sockets allow, or the file system has no sockets.
    const made = mkdtempSync(join(tmpdir(), "hipster-shop-"));
    const address = await listenAt(server, join(made, "control.sock"));
    return { address, removeFolder: () => rmSync(made, { recursive: true, force: true }) };
  }
}

async function listenAt(server: Server, path: string): Promise<string> {
  // A killed program leaves its socket; the folder's lock is ours.
  if (process.platform !== "win32") rmSync(path, { force: true });
  server.listen(path);
  await once(server, "listening");
  if (process.platform !== "win32") chmodSync(path, 0o600);
  return path;
}
