// What gRPC can't do without: unary exchanges over node:http2, with frames made by hand, client and server in this process. It
// measures when its parent sends for how many milliseconds, and sends the CPU milliseconds of thirteen exchanges back.
import { once } from "node:events";
import { type ClientHttp2Session, connect, constants, createServer } from "node:http2";
import type { AddressInfo } from "node:net";

/** As many as a home page makes calls, and as many at one time as four home pages. */
const EXCHANGES = 13;
const IN_FLIGHT = 4 * EXCHANGES;
const WARM_UP_MS = 1500;
const REQUEST = frame(24);
const ANSWER = frame(120);
const HEADERS = {
  [constants.HTTP2_HEADER_METHOD]: "POST",
  [constants.HTTP2_HEADER_PATH]: "/hipstershop.CurrencyService/Convert",
  [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc+proto",
  [constants.HTTP2_HEADER_TE]: "trailers",
};

/** A message of so many bytes as gRPC frames it: not compressed, then its length. */
function frame(length: number): Buffer {
  const bytes = Buffer.alloc(5 + length, 1);
  bytes.writeUInt8(0, 0);
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

const server = createServer();
server.on("stream", (stream) => {
  stream.resume();
  stream.on("end", () => {
    stream.respond({ ":status": 200, "content-type": "application/grpc+proto" }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(ANSWER);
  });
});

function exchange(session: ClientHttp2Session): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = session.request(HEADERS);
    let received = 0;
    stream.on("data", (chunk: Buffer) => (received += chunk.length));
    stream.on("error", reject);
    stream.on("end", () => {
      if (received === ANSWER.length) resolve();
      else reject(new Error(`${received} bytes instead of ${ANSWER.length}`));
    });
    stream.end(REQUEST);
  });
}

async function exchangesFor(session: ClientHttp2Session, forMs: number): Promise<number> {
  const until = performance.now() + forMs;
  let exchanges = 0;
  const oneByOne = async () => {
    while (performance.now() < until) {
      await exchange(session);
      exchanges += 1;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, oneByOne));
  return exchanges;
}

async function cpuMs(session: ClientHttp2Session, forMs: number): Promise<number> {
  const before = process.cpuUsage();
  const exchanges = await exchangesFor(session, forMs);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) / 1000 / exchanges) * EXCHANGES;
}

server.listen(0, "127.0.0.1");
await once(server, "listening");
const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
let isWarm = false;
process.on("message", (forMs: number) => void answer(forMs));
process.on("disconnect", () => process.exit());

async function answer(forMs: number): Promise<void> {
  if (!isWarm) await exchangesFor(session, Math.min(WARM_UP_MS, 5 * forMs));
  isWarm = true;
  process.send?.(await cpuMs(session, forMs));
}
