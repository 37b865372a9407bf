import { connect, type Socket } from "node:net";

const BYTE_EVERY_MS = 500;
const FORM_HEAD =
  "POST /cart HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n";
/** A page behind more than a connection holds. */
const MUCH = "GET /static/storefront.css HTTP/1.1\r\nHost: a\r\n\r\n".repeat(300) + "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/** Clients that send a header or a body byte by byte, and clients that never read; a third of each. */
export function holdSlowClients(port: number, count: number): Disposable {
  const sockets: Socket[] = [];
  const timers: NodeJS.Timeout[] = [];
  const open = () => {
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    sockets.push(socket);
    return socket;
  };
  const drip = (socket: Socket, text: string) =>
    timers.push(setInterval(() => socket.writable && socket.write(text), BYTE_EVERY_MS));
  for (let i = 0; i < count; i++) {
    const socket = open();
    if (i % 3 === 0) {
      socket.write("GET / HTTP/1.1\r\nX-Slow: ");
      drip(socket.resume(), "a");
    } else if (i % 3 === 1) {
      socket.write(FORM_HEAD);
      drip(socket.resume(), "a");
    } else {
      socket.pause();
      socket.write(MUCH);
    }
  }
  return {
    [Symbol.dispose]() {
      for (const timer of timers) clearInterval(timer);
      for (const socket of sockets) socket.destroy();
    },
  };
}
