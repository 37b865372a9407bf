import type { Process } from "@hipstershop/traces";
import { appendFile, realpath, rename, rm, stat } from "node:fs/promises";
import { createReadStream } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { describeHolder, HeldError, holdLock } from "@hipstershop/locks";
import { oneLine } from "@hipstershop/text";
import type { TagPool } from "./tag-pool.ts";
import type { SpanStore } from "./span-store.ts";
import type { StoredTrace } from "./stored-trace.ts";
import { FORMAT, type Pin, pinsLine, readLine, spanLine } from "./trace-lines.ts";

const FLUSH_MS = 250;
/** The file is rewritten when it has grown by this much since the last rewrite. */
const GROWTH_BYTES_MAX = 64 * 1024 * 1024;
/** Traces per write of a rewrite, so that it does not block ingest. */
const TRACES_PER_WRITE = 200;

/**
 * Persists a store: each span is appended as a line, and the file is rewritten without evicted spans when it has grown.
 * A last line that a crash cut short is skipped. After a write error the store continues in memory, with a warning. The
 * file is locked: lines refer to processes by number, and two writers would mix theirs.
 */
export class TraceFile implements AsyncDisposable {
  readonly #path: string;
  readonly #store: SpanStore;
  readonly #dirty = new Set<StoredTrace>();
  readonly #subscription: Disposable;
  readonly #lock: Disposable;
  /** Spans of each trace that are in the file. */
  #written = new WeakMap<StoredTrace, number>();
  #processes = new Map<Process, number>();
  #pins = "";
  #bytes = 0;
  #bytesMax = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing = Promise.resolve();
  #failed = false;

  readonly #growthBytesMax: number;

  private constructor(path: string, lock: Disposable, store: SpanStore, growthBytesMax: number) {
    this.#path = path;
    this.#lock = lock;
    this.#growthBytesMax = growthBytesMax;
    this.#store = store;
    this.#subscription = store.subscribe((touched) => {
      for (const trace of touched) this.#dirty.add(trace);
      this.#timer ??= setTimeout(() => this.#flushSoon(), FLUSH_MS).unref();
    });
  }

  /**
   * Loads the file into the store and writes every later change to it. Rejects when the file has another format, or is
   * locked by another store.
   */
  static async open(
    path: string,
    store: SpanStore,
    pool: TagPool,
    growthBytesMax = GROWTH_BYTES_MAX,
  ): Promise<TraceFile> {
    using stack = new DisposableStack();
    const real = await realPathOf(path);
    const lock = stack.use(lockOf(real));
    await loadFile(real, store, pool);
    const file = new TraceFile(real, lock, store, growthBytesMax);
    await file.#rewrite();
    stack.move();
    return file;
  }

  /** Resolves when all spans that were added so far are written. */
  async flush(): Promise<void> {
    this.#flushSoon();
    await this.#writing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#subscription[Symbol.dispose]();
    await this.flush();
    this.#lock[Symbol.dispose]();
  }

  #flushSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#failed) return this.#dirty.clear();
    this.#writing = this.#writing
      .then(() => (this.#bytes > this.#bytesMax ? this.#rewrite() : this.#append(this.#path, this.#takeDirty())))
      .catch((error: unknown) => this.#giveUp(error));
  }

  #takeDirty(): StoredTrace[] {
    const traces = [...this.#dirty];
    this.#dirty.clear();
    return traces;
  }

  async #append(path: string, traces: readonly StoredTrace[]): Promise<void> {
    let text = traces.map((trace) => this.#linesOf(trace)).join("");
    const pins = pinsLine(
      this.#store.pinnedIds().map((traceId) => ({ traceId, people: [...this.#store.pinnedBy(traceId)] })),
    );
    if (pins !== this.#pins) text += pins;
    this.#pins = pins;
    if (text === "") return;
    await appendFile(path, text, { mode: 0o600 });
    this.#bytes += Buffer.byteLength(text);
  }

  #linesOf(trace: StoredTrace): string {
    let lines = "";
    for (const span of trace.sent.slice(this.#written.get(trace) ?? 0)) {
      let process = this.#processes.get(span.process);
      if (process === undefined) {
        process = this.#processes.size;
        this.#processes.set(span.process, process);
        lines += `${JSON.stringify({ process, ...span.process })}\n`;
      }
      lines += spanLine(span, process);
    }
    this.#written.set(trace, trace.sent.length);
    return lines;
  }

  /** Writes to a temporary name and renames it: a crash leaves the old file intact. */
  async #rewrite(): Promise<void> {
    const fresh = `${this.#path}.new`;
    await rm(fresh, { force: true });
    [this.#written, this.#processes, this.#pins, this.#bytes] = [new WeakMap(), new Map(), "", 0];
    this.#dirty.clear();
    await appendFile(fresh, `${JSON.stringify({ format: FORMAT })}\n`, { mode: 0o600 });
    // Pins come first, so that load() knows them before their spans could be evicted.
    await this.#append(fresh, []);
    const traces = [...this.#store.traces()];
    for (let at = 0; at < traces.length; at += TRACES_PER_WRITE) {
      await this.#append(fresh, traces.slice(at, at + TRACES_PER_WRITE));
    }
    await rename(fresh, this.#path);
    this.#bytesMax = this.#bytes + this.#growthBytesMax;
  }

  #giveUp(error: unknown): void {
    this.#failed = true;
    this.#dirty.clear();
    const why = error instanceof Error ? error.message : String(error);
    process.emitWarning(oneLine(`traces are no longer kept in ${this.#path}: ${why}`));
  }
}

/** Resolves symbolic links, so that the lock is on the file itself. */
async function realPathOf(path: string): Promise<string> {
  const real = await realpath(path).catch(async () => join(await realpath(dirname(path)), basename(path)));
  const found = await stat(real).catch(() => undefined);
  // A rewrite replaces the file, which must not happen to a device or a pipe.
  if (found && !found.isFile()) throw new Error(`${path} is no file: choose another`);
  return real;
}

function lockOf(path: string): Disposable {
  try {
    return holdLock(`${path}.lock`, "a trace store");
  } catch (cause) {
    if (!(cause instanceof HeldError)) throw cause;
    const who = cause.holder ? describeHolder(cause.holder) : "another process";
    throw new Error(`${path} is kept by ${who}: stop that one or choose another file`, { cause });
  }
}

async function loadFile(path: string, store: SpanStore, pool: TagPool): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found || found.size === 0) return;
  const pins = await lastPins(path);
  const processes = new Map<number, Process>();
  const nowMs = Date.now();
  const unread: number[] = [];
  let number = 0;
  let isLastUnread = false;
  for await (const text of linesOf(path)) {
    number += 1;
    const line = readLine(text, processes, pool);
    isLastUnread = !line && text.trim() !== "";
    if (isLastUnread) unread.push(number);
    if (line?.type !== "span") continue;
    store.add([line.span], nowMs, "file");
    for (const person of pins.get(line.span.traceId) ?? []) store.pin(line.span.traceId, person);
  }
  // No warning for the last line, which a crash may have cut short.
  if (isLastUnread) unread.pop();
  if (unread.length > 0)
    process.emitWarning(
      oneLine(`${path}: lines that could not be read are left out: ${unread.length}, the first is line ${unread[0]}`),
    );
}

async function lastPins(path: string): Promise<ReadonlyMap<string, readonly string[]>> {
  let isFirst = true;
  let pins: readonly Pin[] = [];
  for await (const text of linesOf(path)) {
    if (isFirst && !text.includes(FORMAT))
      throw new Error(`${path} holds something other than traces of this store: choose another file`);
    isFirst = false;
    if (!text.startsWith('{"pins":')) continue;
    const line = readLine(text, new Map());
    if (line?.type === "pins") pins = line.pins;
  }
  return new Map(pins.map(({ traceId, people }) => [traceId, people]));
}

function linesOf(path: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path), crlfDelay: Infinity });
}
