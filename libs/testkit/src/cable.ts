import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/**
 * A TCP proxy for a server, whose connections a test can break as a killed process does, or silence as a dead node
 * does.
 */
export interface Cable extends AsyncDisposable {
  /** Address of the proxy; connect here instead of to the server. */
  readonly address: string;
  /** Breaks all connections and refuses new ones. */
  breakConnections(): Promise<void>;
  /** Accepts new connections again. */
  acceptConnections(): Promise<void>;
  /** While true, new connections are accepted but not forwarded to the server. Open ones are not affected. */
  setSilent(isSilent: boolean): void;
  /** While true, no byte passes on open connections, as if the server's process were stopped. */
  setFrozen(isFrozen: boolean): void;
  /** While true, nothing that the server sends passes on open connections: calls arrive and are not answered. */
  setMute(isMute: boolean): void;
  /** Resolves with the number of connections so far, once that is more than `count`. */
  connectionsBeyond(count: number): Promise<number>;
}

/** Starts a proxy on a free port. @param address host:port of the server. */
export async function startCable(address: string): Promise<Cable> {
  const [host = "", port = ""] = address.split(/:(?=\d+$)/);
  const sockets = new Set<Socket>();
  const farSockets = new Set<Socket>();
  let isSilent = false;
  let isFrozen = false;
  let connections = 0;
  let server: Server;
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).once("close", () => sockets.delete(socket));
    return socket;
  };
  const listen = async (at: number) => {
    server = createServer((near) => {
      track(near);
      connections += 1;
      server.emit("connection accepted");
      if (isSilent) return;
      const far = track(connect(Number(port), host));
      farSockets.add(far);
      far.once("close", () => farSockets.delete(far));
      near.pipe(far).pipe(near);
      if (isFrozen) for (const socket of [near, far]) socket.pause();
      near.once("close", () => far.destroy());
      far.once("close", () => near.destroy());
    }).listen(at, "127.0.0.1");
    await once(server, "listening");
  };
  await listen(0);
  const openPort = (server!.address() as AddressInfo).port;
  const breakConnections = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    address: `127.0.0.1:${openPort}`,
    breakConnections,
    acceptConnections: () => listen(openPort),
    setSilent: (value) => void (isSilent = value),
    setFrozen(value) {
      isFrozen = value;
      for (const socket of sockets) {
        if (isFrozen) socket.pause();
        else socket.resume();
      }
    },
    setMute(isMute) {
      for (const far of farSockets) {
        if (isMute) far.pause();
        else far.resume();
      }
    },
    async connectionsBeyond(count) {
      if (connections <= count) await once(server, "connection accepted");
      return connections;
    },
    [Symbol.asyncDispose]: breakConnections,
  };
}
