import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Process, Span } from "@hipstershop/traces";
import type { TagPool } from "./tag-pool.ts";
import { FORMAT, type Pin, readLine } from "./trace-lines.ts";

/** Spans that are read before other work gets its turn: some 3 ms. */
const SPANS_PER_TURN = 100;
/** The first line is found within this many bytes. */
const HEAD_BYTES = 256;

/** Rejects when the file, which is not empty, has another format. Reads only its beginning. */
export async function checkFormat(path: string): Promise<void> {
  await using file = await open(path, "r");
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  const [first = ""] = buffer.toString("utf8", 0, bytesRead).split("\n");
  if (!first.includes(FORMAT))
    throw new Error(`${path} holds something other than traces of this store: remove it, or choose another file`);
}

/** Who pinned which trace, by id, as the last line about pins says. Reads `size` bytes. */
export async function lastPins(path: string, size: number): Promise<ReadonlyMap<string, readonly string[]>> {
  let pins: readonly Pin[] = [];
  for await (const text of linesOf(path, size)) {
    if (!text.startsWith('{"pins":')) continue;
    const line = readLine(text, new Map());
    if (line?.type === "pins") pins = line.pins;
  }
  return new Map(pins.map(({ traceId, people }) => [traceId, people]));
}

/** What could not be read of a file: the number of such lines, and the number of the first. */
export interface Unread {
  readonly count: number;
  readonly first: number;
}

/**
 * Yields the spans of the first `size` bytes in batches, between which other work gets its turn; returns which lines could
 * not be read. The last line is not among them: a crash may have cut it short.
 */
export async function* spansIn(path: string, size: number, pool: TagPool): AsyncGenerator<readonly Span[], Unread> {
  const processes = new Map<number, Process>();
  let batch: Span[] = [];
  let [number, count, first] = [0, 0, 0];
  let isLastUnread = false;
  for await (const text of linesOf(path, size)) {
    number += 1;
    if (isLastUnread) {
      count += 1;
      first ||= number - 1;
    }
    const line = readLine(text, processes, pool);
    isLastUnread = !line && text.trim() !== "";
    if (line?.type === "span") batch.push(line.span);
    if (batch.length < SPANS_PER_TURN) continue;
    yield batch;
    batch = [];
    await nextTurn();
  }
  yield batch;
  return { count, first };
}

function linesOf(path: string, size: number): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path, { end: Math.max(0, size - 1) }), crlfDelay: Infinity });
}
