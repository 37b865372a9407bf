import { existsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { describeHolder, type Holder, readCard, removeCard, thisProcess, writeCard } from "./holder.ts";

/** Somebody else holds the lock; the message says who, as far as it is known. */
export class HeldError extends Error {
  readonly holder: Holder | undefined;

  constructor(path: string, holder: Holder | undefined) {
    super(`${path} is held by ${holder ? describeHolder(holder) : "another process"}`);
    this.name = "HeldError";
    this.holder = holder;
  }
}

/** Somebody who only looks whether a lock is held has it for a moment. */
const PATIENCE_MS = 500;
const SQLITE_BUSY = 5;

/** A database that nobody refers to would be closed by the garbage collector, and the lock be gone. */
const held = new Map<DatabaseSync, Holder>();

/**
 * Takes the lock `path` for this process, until it is disposed of or the process ends, in whatever way: it is the kernel's lock
 * of an empty file (SQLite takes it, since Node has no call of its own for that), so that nothing is left to be cleared away,
 * and it holds between containers and across restarts, where a pid says nothing. Throws a HeldError.
 */
export function hold(path: string, what: string): Disposable {
  const database = lock(path, PATIENCE_MS);
  const card = cardOf(path);
  const holder = thisProcess(what);
  held.set(database, holder);
  try {
    writeCard(card, holder);
  } catch (error) {
    release(database);
    throw error;
  }
  return {
    [Symbol.dispose]() {
      if (held.has(database)) removeCard(card);
      release(database);
    },
  };
}

/** Does what must not happen twice at a time, in this process or another. Throws a HeldError when it takes too long to get there. */
export function exclusively<T>(path: string, work: () => T): T {
  const database = lock(path, PATIENCE_MS);
  try {
    return work();
  } finally {
    release(database);
  }
}

/** Who holds the lock: undefined when nobody does, "unknown" when the holder has not told, or can't be read. */
export function holderOf(path: string): Holder | "unknown" | undefined {
  if (!existsSync(path)) return undefined;
  return isHeld(path) ? (readCard(cardOf(path)) ?? "unknown") : undefined;
}

function isHeld(path: string): boolean {
  let database: DatabaseSync | undefined;
  try {
    database = open(path, { readOnly: true, timeout: 0 });
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw new Error(`whether ${path} is held can't be told: ${(error as Error).message}`, { cause: error });
  } finally {
    database?.close();
  }
}

function lock(path: string, patienceMs: number): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = open(path, { timeout: patienceMs });
    // Without a journal beside it: nothing is ever written.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database?.close();
    if (isBusy(error)) throw new HeldError(path, readCard(cardOf(path)));
    throw new Error(`${path} can't be locked: ${(error as Error).message}`, { cause: error });
  }
}

/** Loaded when it is first needed, which for most programs is never. */
function open(path: string, options: { readonly readOnly?: boolean; readonly timeout: number }): DatabaseSync {
  const sqlite = process.getBuiltinModule("node:sqlite");
  return new sqlite.DatabaseSync(path, options);
}

function release(database: DatabaseSync): void {
  held.delete(database);
  if (database.isOpen) database.close();
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && Number(error.errcode) % 256 === SQLITE_BUSY;
}

function cardOf(path: string): string {
  return `${path}.json`;
}
