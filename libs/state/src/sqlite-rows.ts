import type { DatabaseSync, StatementSync } from "node:sqlite";
import { openSqlite } from "./open-sqlite.ts";
import type { Row, Rows } from "./rows.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS state (
    namespace TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, owner TEXT NOT NULL,
    lease_until INTEGER NOT NULL, expires_at INTEGER NOT NULL, due_at INTEGER, PRIMARY KEY (namespace, key)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS state_by_expiry ON state (expires_at);
  CREATE INDEX IF NOT EXISTS state_by_due ON state (namespace, due_at) WHERE due_at IS NOT NULL;`;
const COLUMNS = "key, value, owner, lease_until AS leaseUntil, expires_at AS expiresAt, due_at AS dueAt";

/** Keys in a SQLite file: for the replicas on one machine, and over restarts. */
export class SqliteRows implements Rows {
  readonly #database: DatabaseSync;
  readonly #namespace: string;
  readonly #select: StatementSync;
  readonly #upsert: StatementSync;
  readonly #delete: StatementSync;
  readonly #due: StatementSync;
  readonly #deleteExpired: StatementSync;

  /** @param file path of the database, created with its folder; ":memory:" for none. */
  constructor(file: string, namespace: string) {
    this.#database = openSqlite(file, "the state", SCHEMA);
    this.#namespace = namespace;
    this.#select = this.#database.prepare(`SELECT ${COLUMNS} FROM state WHERE namespace = ? AND key = ?`);
    this.#upsert = this.#database.prepare("INSERT OR REPLACE INTO state VALUES (?, ?, ?, ?, ?, ?, ?)");
    this.#delete = this.#database.prepare("DELETE FROM state WHERE namespace = ? AND key = ?");
    this.#due = this.#database.prepare(
      `SELECT ${COLUMNS} FROM state WHERE namespace = ? AND due_at BETWEEN ? AND ? ORDER BY due_at LIMIT ?`,
    );
    this.#deleteExpired = this.#database.prepare("DELETE FROM state WHERE expires_at <= ?");
    this.#deleteExpired.run(Date.now());
  }

  get(key: string): Row | undefined {
    const row = this.#select.get(this.#namespace, key);
    return row && toRow(row);
  }

  set(key: string, { value, owner, leaseUntil, expiresAt, dueAt }: Row): void {
    this.#deleteExpired.run(Date.now());
    this.#upsert.run(this.#namespace, key, value, owner, leaseUntil, expiresAt, dueAt);
  }

  delete(key: string): void {
    this.#delete.run(this.#namespace, key);
  }

  due(fromMs: number, toMs: number, max: number): readonly (readonly [string, Row])[] {
    return this.#due.all(this.#namespace, fromMs, toMs, max).map((row) => [String(row["key"]), toRow(row)] as const);
  }

  atomically<T>(work: () => T): T {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      // Some failures, such as a full disk, have already rolled back.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

function toRow(row: Readonly<Record<string, unknown>>): Row {
  return {
    value: String(row["value"]),
    owner: String(row["owner"]),
    leaseUntil: Number(row["leaseUntil"]),
    expiresAt: Number(row["expiresAt"]),
    dueAt: row["dueAt"] === null ? null : Number(row["dueAt"]),
  };
}
