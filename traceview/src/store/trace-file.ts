import type { Process, Span } from "@hipstershop/traces";
import { appendFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { describeHolder, HeldError, holdLock } from "@hipstershop/locks";
import { oneLine } from "@hipstershop/text";
import type { TagPool } from "./tag-pool.ts";
import type { SpanStore } from "./span-store.ts";
import type { StoredTrace } from "./stored-trace.ts";
import { checkFormat, lastPins, spansIn, type Unread } from "./trace-file-reader.ts";
import { FORMAT, pinsLine, spanLine } from "./trace-lines.ts";

const FLUSH_MS = 250;
/** The file is rewritten when it has grown by this much since the last rewrite. */
const GROWTH_BYTES_MAX = 64 * 1024 * 1024;
/** A larger file was not written by a store with usual limits. */
const RESTORED_BYTES_MAX = 512 * 1024 * 1024;
/** Traces per write of a rewrite, so that it does not block ingest. */
const TRACES_PER_WRITE = 20;

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
  #isClosed = false;
  /** Traces with spans that were sent while the file was read; undefined when it is not being read. */
  #sentMeanwhile: Set<StoredTrace> | undefined;
  #restored: Promise<void> = Promise.resolve();

  readonly #growthBytesMax: number;

  private constructor(path: string, lock: Disposable, store: SpanStore, growthBytesMax: number) {
    this.#path = path;
    this.#lock = lock;
    this.#growthBytesMax = growthBytesMax;
    this.#store = store;
    this.#subscription = store.subscribe((touched) => {
      for (const trace of touched) {
        this.#dirty.add(trace);
        this.#sentMeanwhile?.add(trace);
      }
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
    const size = await sizeOf(real);
    if (size > 0) await checkFormat(real);
    const file = new TraceFile(real, lock, store, growthBytesMax);
    await file.#restore(size, pool);
    await file.#rewrite();
    stack.move();
    return file;
  }

  /**
   * The same for a store that serves already: resolves at once, reads the file bit by bit while spans arrive, and appends
   * to it from the beginning. `restored` tells when it is read. Rejects, with the file unchanged, when it is none of ours,
   * too large, or locked.
   */
  static async openLater(
    path: string,
    store: SpanStore,
    pool: TagPool,
    growthBytesMax = GROWTH_BYTES_MAX,
  ): Promise<TraceFile> {
    using stack = new DisposableStack();
    const real = await realPathOf(path);
    const lock = stack.use(lockOf(real));
    const size = await sizeOf(real);
    if (size > RESTORED_BYTES_MAX) throw new Error(`${path} is too large to be read: remove it`);
    if (size > 0) await checkFormat(real);
    // The line break ends a line that a crash cut short.
    await appendFile(real, size > 0 ? "\n" : headLine(), { mode: 0o600 });
    const file = new TraceFile(real, lock, store, growthBytesMax);
    [file.#bytes, file.#bytesMax] = [size, 2 * growthBytesMax];
    for (const trace of store.traces()) file.#dirty.add(trace);
    file.#sentMeanwhile = new Set(file.#dirty);
    file.#restored = file.#restore(size, pool).finally(() => file.#flushSoon());
    stack.move();
    return file;
  }

  /** Resolves when what the file held is in the store; rejects when it could not be read. */
  get restored(): Promise<void> {
    return this.#restored;
  }

  /** Resolves when all spans that were added so far are written. */
  async flush(): Promise<void> {
    this.#flushSoon();
    await this.#writing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#subscription[Symbol.dispose]();
    await this.#restored.catch(() => {});
    await this.flush();
    this.#lock[Symbol.dispose]();
  }

  #flushSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#failed) return this.#dirty.clear();
    this.#writing = this.#writing
      .then(() => (this.#isToBeRewritten() ? this.#rewrite() : this.#append(this.#path, this.#takeDirty())))
      .catch((error: unknown) => this.#giveUp(error));
  }

  /** Not before it is read: what is not in the store yet would be lost. */
  #isToBeRewritten(): boolean {
    return this.#bytes > this.#bytesMax && !this.#sentMeanwhile;
  }

  /** Reads the first `size` bytes into the store. Ends early when the store is closed; the file has everything then, too. */
  async #restore(size: number, pool: TagPool): Promise<void> {
    try {
      if (size === 0) return;
      const pins = await lastPins(this.#path, size);
      const nowMs = Date.now();
      const batches = spansIn(this.#path, size, pool);
      for (;;) {
        const { value, done } = await batches.next();
        if (done) {
          this.#warnOfUnread(value);
          return;
        }
        if (this.#isClosed) return;
        this.#takeIn(value, pins, nowMs);
      }
    } finally {
      if (!this.#isClosed) this.#sentMeanwhile = undefined;
    }
  }

  #takeIn(spans: readonly Span[], pins: ReadonlyMap<string, readonly string[]>, nowMs: number): void {
    const meanwhile = this.#sentMeanwhile;
    // One by one, so that a trace is pinned before later ones make room.
    for (const span of spans) {
      for (const trace of this.#store.add([span], nowMs, "kept")) {
        for (const person of pins.get(trace.traceId) ?? []) this.#store.pin(trace.traceId, person);
        // Where spans were sent meanwhile, all of the trace is written again: what is there twice is read once.
        if (!meanwhile?.has(trace)) this.#written.set(trace, trace.sent.length);
      }
    }
    if (meanwhile) this.#store.evictLast(meanwhile);
  }

  #warnOfUnread({ count, first }: Unread): void {
    if (count === 0) return;
    // Written anew without them, so that they are told of once.
    this.#bytesMax = 0;
    const text = `${this.#path}: lines that could not be read are left out: ${count}, the first is line ${first}`;
    process.emitWarning(oneLine(text));
  }

  #takeDirty(): StoredTrace[] {
    const traces = [...this.#dirty];
    this.#dirty.clear();
    return traces;
  }

  async #append(path: string, traces: readonly StoredTrace[]): Promise<void> {
    let text = traces.map((trace) => this.#linesOf(trace)).join("");
    // Pins of the file are known when it is read.
    if (!this.#sentMeanwhile) {
      const pins = pinsLine(
        this.#store.pinnedIds().map((traceId) => ({ traceId, people: [...this.#store.pinnedBy(traceId)] })),
      );
      if (pins !== this.#pins) text += pins;
      this.#pins = pins;
    }
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
    await appendFile(fresh, headLine(), { mode: 0o600 });
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

function headLine(): string {
  return `${JSON.stringify({ format: FORMAT })}\n`;
}

/** 0 for a file that is not there. */
async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
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
