import { existsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { describeHolder, type Holder, readCard, removeCard, thisProcess, writeCard } from "./holder.ts";

/** Another process holds the lock; the message says which, if it is known. */
export class HeldError extends Error {
  readonly holder: Holder | undefined;

  constructor(path: string, holder: Holder | undefined) {
    super(`${path} is held by ${holder ? describeHolder(holder) : "another process"}`);
    this.name = "HeldError";
    this.holder = holder;
  }
}

/** How long to wait for the lock: holderOf() of another process takes it for a moment. */
const PATIENCE_MS = 500;
const SQLITE_BUSY = 5;

/** Keeps the databases of held locks from being garbage-collected, which would release them. */
const held = new Map<DatabaseSync, Holder>();

/**
 * Takes the lock `path` for this process, until it is disposed of or the process ends; throws a HeldError. It is the kernel's
 * lock of an empty file, taken by SQLite, since Node has no function for it. So a killed process leaves no lock behind, and the
 * lock is valid between containers.
 */
export function holdLock(path: string, what: string): Disposable {
  const database = acquireLock(path, PATIENCE_MS);
  const card = cardOf(path);
  const holder = thisProcess(what);
  held.set(database, holder);
  try {
    writeCard(card, holder);
  } catch (error) {
    releaseLock(database);
    throw error;
  }
  return {
    [Symbol.dispose]() {
      if (held.has(database)) removeCard(card);
      releaseLock(database);
    },
  };
}

/** Runs `work` while holding the lock. Throws a HeldError when the lock is not free within half a second. */
export function runExclusively<T>(path: string, work: () => T): T {
  const database = acquireLock(path, PATIENCE_MS);
  try {
    return work();
  } finally {
    releaseLock(database);
  }
}

/** Who holds the lock; undefined when it is free, "unknown" when the holder's card is missing or not valid. */
export function holderOf(path: string): Holder | "unknown" | undefined {
  if (!existsSync(path)) return undefined;
  return isHeld(path) ? (readCard(cardOf(path)) ?? "unknown") : undefined;
}

function isHeld(path: string): boolean {
  let database: DatabaseSync | undefined;
  try {
    database = openDatabase(path, { readOnly: true, timeout: 0 });
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw new Error(`whether ${path} is held can't be told: ${(error as Error).message}`, { cause: error });
  } finally {
    database?.close();
  }
}

function acquireLock(path: string, patienceMs: number): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = openDatabase(path, { timeout: patienceMs });
    // Nothing is ever written, so there need be no journal file.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database?.close();
    if (isBusy(error)) throw new HeldError(path, readCard(cardOf(path)));
    throw new Error(`${path} can't be locked: ${(error as Error).message}`, { cause: error });
  }
}

/** node:sqlite is loaded when it is first used; most programs never use it. */
function openDatabase(path: string, options: { readonly readOnly?: boolean; readonly timeout: number }): DatabaseSync {
  const sqlite = process.getBuiltinModule("node:sqlite");
  return new sqlite.DatabaseSync(path, options);
}

function releaseLock(database: DatabaseSync): void {
  held.delete(database);
  if (database.isOpen) database.close();
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && Number(error.errcode) % 256 === SQLITE_BUSY;
}

function cardOf(path: string): string {
  return `${path}.json`;
}
