import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { listenLocally } from "@hipstershop/runtime/local-socket";
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
  const { address, removeFolder } = await listenLocally(server, stateFolder);
  return {
    address,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      removeFolder();
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
