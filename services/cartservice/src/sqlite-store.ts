import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Cart } from "@hipstershop/contract";
import type { Scope } from "@hipstershop/rpc";
import { openSqlite } from "@hipstershop/state/sqlite";
import { inSpan, SpanKind, type Telemetry } from "@hipstershop/telemetry";
import { CartLimitError } from "./cart.ts";
import { decodeCart, decodeStored, encodeCart } from "./cart-bytes.ts";
import { type CartEdit, type CartStore, StoreError } from "./store.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS carts (user_id TEXT PRIMARY KEY, cart BLOB NOT NULL, expires_at INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS carts_by_expiry ON carts (expires_at);`;

/** Carts in a SQLite file: for a shop on one machine, whose carts survive a restart without Redis. */
export class SqliteStore implements CartStore {
  readonly #telemetry: Telemetry;
  readonly #ttlMs: number;
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #select: StatementSync;
  readonly #upsert: StatementSync;
  readonly #delete: StatementSync;
  readonly #deleteExpired: StatementSync;

  /** @param file path of the database, created with its folder; ":memory:" for none. */
  constructor(file: string, ttlSeconds: number, telemetry: Telemetry) {
    this.#file = file;
    this.#telemetry = telemetry;
    this.#ttlMs = ttlSeconds * 1000;
    this.#database = openSqlite(file, "the carts", SCHEMA);
    this.#select = this.#database.prepare("SELECT cart FROM carts WHERE user_id = ? AND expires_at > ?");
    this.#upsert = this.#database.prepare(
      "INSERT INTO carts VALUES (?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET cart = excluded.cart, expires_at = excluded.expires_at",
    );
    this.#delete = this.#database.prepare("DELETE FROM carts WHERE user_id = ?");
    this.#deleteExpired = this.#database.prepare("DELETE FROM carts WHERE expires_at <= ?");
    this.#deleteExpired.run(Date.now());
  }

  update(userId: string, edit: CartEdit, scope: Scope): Promise<void> {
    return this.#traced("change a cart", "UPSERT carts", scope, () => {
      this.#database.exec("BEGIN IMMEDIATE");
      try {
        const cart = edit(decodeStored(this.#read(userId)));
        this.#upsert.run(userId, encodeCart(cart), this.#expiry());
        this.#database.exec("COMMIT");
      } catch (error) {
        // Some failures, such as a full disk, have already rolled back.
        if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
        throw error;
      }
    });
  }

  get(userId: string, scope: Scope): Promise<Cart> {
    return this.#traced("read a cart", "SELECT carts", scope, () => decodeCart(this.#read(userId)));
  }

  empty(userId: string, scope: Scope): Promise<void> {
    return this.#traced("empty a cart", "DELETE carts", scope, () => {
      this.#delete.run(userId);
    });
  }

  watch(onChange: (reachable: boolean) => void): void {
    onChange(true);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#database.close();
  }

  #read(userId: string): Uint8Array | undefined {
    const row = this.#select.get(userId, Date.now());
    return row?.["cart"] as Uint8Array | undefined;
  }

  #expiry(): number {
    return this.#ttlMs === 0 ? Number.MAX_SAFE_INTEGER : Date.now() + this.#ttlMs;
  }

  async #traced<T>(what: string, summary: string, scope: Scope, work: () => T): Promise<T> {
    const [operation = summary] = summary.split(" ");
    const attributes = {
      "db.system.name": "sqlite",
      "db.operation.name": operation,
      "db.collection.name": "carts",
      "db.query.summary": summary,
      "db.namespace": this.#file,
    };
    try {
      return await inSpan(
        this.#telemetry,
        summary,
        { parent: scope.context, kind: SpanKind.CLIENT, attributes },
        async () => work(),
      );
    } catch (error) {
      throw error instanceof CartLimitError ? error : new StoreError(what, error);
    }
  }
}
