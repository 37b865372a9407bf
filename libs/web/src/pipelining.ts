import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Maximum number of unanswered requests on one connection. Browsers send one at a time. */
const UNANSWERED_MAX = 16;

/**
 * Handles the requests of a connection one after the other: the next one when the answer has been handed to the system.
 * A client that sends more than UNANSWERED_MAX without reading the answers is disconnected. Node handles all at once and
 * keeps the answers in memory: a hundred such clients filled a gigabyte, and with sixteen each the storefront grew by 80
 * MiB. To be called when the server has its listeners.
 */
export function limitPipelining(server: Server): void {
  const listeners = server.listeners("request");
  /** Starts the requests of a connection; the first one is being handled. */
  const unanswered = new WeakMap<Socket, (() => void)[]>();
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    const { socket } = request;
    const queue = unanswered.get(socket) ?? [];
    unanswered.set(socket, queue);
    if (queue.length >= UNANSWERED_MAX) {
      socket.destroy();
      return;
    }
    const start = () => {
      for (const listener of listeners) Reflect.apply(listener, server, [request, response]);
    };
    queue.push(start);
    response.once("close", () => {
      queue.shift();
      if (!socket.destroyed) queue[0]?.();
    });
    if (queue.length === 1) start();
  });
}
