import { once } from "node:events";
import { createServer } from "node:http";

/** How a collector treats its senders: `slow` answers after 100 ms, `hanging` takes connections and never answers. */
export type CollectorMode = "good" | "refused" | "hanging" | "slow";

const SLOW_MS = 100;
/** In Thrift's binary protocol, the field of a span that is its name, with a length below 256. No other field is 5 and text. */
const NAME_OF_SPAN = Buffer.from([0x0b, 0x00, 0x05, 0x00, 0x00, 0x00]);

/** A collector of Jaeger's batches, which only counts their spans. */
export interface Collector extends AsyncDisposable {
  /** Where batches are posted. */
  readonly endpoint: string;
  /** Spans that it has taken, and said so. */
  taken(): number;
}

export interface CollectorOptions {
  /** Where it shall be; a free port of this machine by default. */
  readonly endpoint?: string;
  /** Gets each batch that arrives, as it was sent. */
  readonly onBatch?: (batch: Buffer) => void;
}

/** Starts one; one that is refused is closed at once. */
export async function startCollector(mode: CollectorMode, options: CollectorOptions = {}): Promise<Collector> {
  const { endpoint, onBatch = () => {} } = options;
  let taken = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      if (mode === "hanging") return;
      const batch = Buffer.concat(chunks);
      onBatch(batch);
      const spans = spansIn(batch);
      const answer = () => {
        if (response.destroyed) return;
        taken += spans;
        response.writeHead(202).end();
      };
      if (mode === "slow") setTimeout(answer, SLOW_MS);
      else answer();
    });
  });
  server.listen(endpoint ? Number(new URL(endpoint).port) : 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  };
  if (mode === "refused") await close();
  return { endpoint: `http://127.0.0.1:${port}/api/traces`, taken: () => taken, [Symbol.asyncDispose]: close };
}

function spansIn(batch: Buffer): number {
  let count = 0;
  for (let at = batch.indexOf(NAME_OF_SPAN); at >= 0; at = batch.indexOf(NAME_OF_SPAN, at + 1)) count += 1;
  return count;
}
