import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A cable to `address` (host:port) that can be cut and mended, or go silent: what a kill, and what a dead node look like. */
export interface Cable extends AsyncDisposable {
  /** Where to connect instead. */
  readonly address: string;
  /** All connections break, new ones are refused. */
  cut(): Promise<void>;
  /** New ones are taken again. */
  mend(): Promise<void>;
  /** New connections are taken, but nobody says anything on them; those there are stay. */
  silence(on: boolean): void;
  /** How many connections were taken so far; when that is no more than `count`, after the next one. */
  taken(count: number): Promise<number>;
}

export async function startCable(address: string): Promise<Cable> {
  const [host = "", port = ""] = address.split(/:(?=\d+$)/);
  const sockets = new Set<Socket>();
  let isSilent = false;
  let connections = 0;
  let server: Server;
  const own = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).once("close", () => sockets.delete(socket));
    return socket;
  };
  const open = async (at: number) => {
    server = createServer((near) => {
      own(near);
      connections += 1;
      server.emit("taken");
      if (isSilent) return;
      const far = own(connect(Number(port), host));
      near.pipe(far).pipe(near);
      near.once("close", () => far.destroy());
      far.once("close", () => near.destroy());
    }).listen(at, "127.0.0.1");
    await once(server, "listening");
  };
  await open(0);
  const openPort = (server!.address() as AddressInfo).port;
  const cut = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    address: `127.0.0.1:${openPort}`,
    cut,
    mend: () => open(openPort),
    silence: (on) => void (isSilent = on),
    async taken(count) {
      if (connections <= count) await once(server, "taken");
      return connections;
    },
    [Symbol.asyncDispose]: cut,
  };
}
