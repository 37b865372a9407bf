import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ACTIONS, type Action } from "./change-service.ts";

/** Where `shop stop`, `pause` and `start` reach the running shop. */
export interface ControlServer extends AsyncDisposable {
  /** The path of a Unix socket, or of a named pipe on Windows. */
  readonly address: string;
}

/** Does what a command asks; resolves to what the command prints, or rejects with why not. */
export type Change = (action: Action, service: string) => Promise<string>;

/**
 * Takes commands as HTTP requests, `POST /<action>?service=<name>`, on a Unix socket in the state folder. No web page can reach that,
 * nor can another user. Rejects when no socket can be made.
 */
export async function serveControl(stateFolder: string, change: Change): Promise<ControlServer> {
  const server = createServer((request, response) => {
    void answer(request, change).then(({ status, text }) => response.writeHead(status).end(text));
  });
  const { address, folder } = await listen(server, stateFolder);
  return {
    address,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      if (folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answer({ method, url = "" }: IncomingMessage, change: Change) {
  const [path, query] = url.split("?");
  const action = ACTIONS.find((one) => path === `/${one}`);
  if (method !== "POST" || !action) return { status: 404, text: `there is no ${method} ${url}` };
  return change(action, new URLSearchParams(query).get("service") ?? "").then(
    (text) => ({ status: 200, text }),
    ({ message }: Error) => ({ status: 409, text: message }),
  );
}

/** The socket's path, and the folder that was made for it. */
async function listen(server: Server, stateFolder: string): Promise<{ address: string; folder?: string }> {
  if (process.platform === "win32")
    return { address: await listenAt(server, `\\\\.\\pipe\\hipster-shop-${process.pid}`) };
  try {
    return { address: await listenAt(server, join(stateFolder, "control.sock")) };
  } catch {
    // The path is longer than the hundred bytes that sockets allow, or the file system has no sockets.
    const folder = mkdtempSync(join(tmpdir(), "hipster-shop-"));
    return { address: await listenAt(server, join(folder, "control.sock")), folder };
  }
}

async function listenAt(server: Server, path: string): Promise<string> {
  // A killed shop leaves its socket; the folder's lock is ours.
  if (process.platform !== "win32") rmSync(path, { force: true });
  server.listen(path);
  await once(server, "listening");
  if (process.platform !== "win32") chmodSync(path, 0o600);
  return path;
}
