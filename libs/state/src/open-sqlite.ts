import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makeFolder } from "@hipstershop/runtime/files";

/** How long a statement waits for another process that writes. */
const BUSY_TIMEOUT_MS = 500;

/**
 * Opens a database of one or several processes; creates its folder, and its tables by `schema`. Throws an Error that
 * names the file and `what` is in it.
 */
export function openSqlite(file: string, what: string, schema: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (file !== ":memory:") makeFolder(dirname(file));
    database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${schema}`);
    return database;
  } catch (cause) {
    database?.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${what} in ${file} can't be used: ${reason}`, { cause });
  }
}
