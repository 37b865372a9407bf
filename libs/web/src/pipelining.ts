import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Maximum number of unanswered requests on one connection. Browsers send one at a time. */
const UNANSWERED_MAX = 16;

/**
 * Disconnects clients that send more and more requests without reading the answers. Node answers all of them and keeps
 * the answers in memory: a hundred such clients filled a gigabyte. To be called when the server has its listeners.
 */
export function limitPipelining(server: Server): void {
  const listeners = server.listeners("request");
  const unanswered = new WeakMap<Socket, number>();
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    const { socket } = request;
    const count = (unanswered.get(socket) ?? 0) + 1;
    unanswered.set(socket, count);
    if (count > UNANSWERED_MAX) {
      socket.destroy();
      return;
    }
    response.once("close", () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    for (const listener of listeners) Reflect.apply(listener, server, [request, response]);
  });
}
