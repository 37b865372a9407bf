import type { Cart } from "@hipstershop/contract";
import { OneAtATime, Reachability, type Scope } from "@hipstershop/rpc";
import { connectRedis, type RedisClient, type RedisConnection } from "@hipstershop/state/redis";
import { inSpan, type Span, SpanKind, type Telemetry } from "@hipstershop/telemetry";
import { ExponentialBackoff, handleType, retry } from "cockatiel";
import { CartLimitError } from "./cart.ts";
import { decodeCart, decodeStored, encodeCart } from "./cart-bytes.ts";
import { type CartEdit, type CartStore, StoreError } from "./store.ts";

/** The field of a user's hash with the cart's bytes; the original uses the same. */
const FIELD = "cart";
/** Maximum attempts of an update that other replicas interrupt; then it fails. */
const UPDATE_ATTEMPTS_MAX = 50;

/** How long commands wait for a server whose connection was lost: calls fail within 550 ms while it is away. */
const WAIT_FOR_READY_MS = 300;

/** Another replica changed the cart between our reading and writing. */
class LostRaceError extends StoreError {}

/** Repeats an update after a random, growing pause, so that replicas do not collide again. */
const lostRaces = retry(handleType(LostRaceError), {
  maxAttempts: UPDATE_ATTEMPTS_MAX - 1,
  backoff: new ExponentialBackoff({ initialDelay: 2, maxDelay: 50 }),
});

/**
 * Replaces the cart's bytes only if they are still the ones read: 1 when done, 0 when another update came first. It is
 * one command, so that updates are atomic also on a shared connection and in a cluster.
 */
const COMPARE_AND_SET = `
local current = redis.call('HGET', KEYS[1], '${FIELD}') or ''
if current ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], '${FIELD}', ARGV[2])
if tonumber(ARGV[3]) > 0 then redis.call('EXPIRE', KEYS[1], ARGV[3]) end
return 1`;

/** Carts in Redis: one hash per user id, with the message's bytes in the field "cart". */
export class RedisStore implements CartStore {
  readonly #redis: RedisClient;
  readonly #telemetry: Telemetry;
  readonly #ttlSeconds: number;
  readonly #perUser = new OneAtATime();
  readonly #reachability = new Reachability(WAIT_FOR_READY_MS);
  readonly #server: RedisConnection["server"];
  #lastFailure = "it does not answer";

  constructor(url: string, ttlSeconds: number, telemetry: Telemetry) {
    const { client, server } = connectRedis(url, this.#reachability, telemetry);
    this.#redis = client;
    this.#server = server;
    this.#redis.on("error", ({ message }: Error) => (this.#lastFailure = message));
    this.#ttlSeconds = ttlSeconds;
    this.#telemetry = telemetry;
  }

  /** Updates of one cart run one after the other in this process; only other replicas can come in between. */
  update(userId: string, edit: CartEdit, scope: Scope): Promise<void> {
    return this.#perUser.run(userId, () =>
      lostRaces.execute(() => this.#compareAndSet(userId, edit, scope), scope.signal),
    );
  }

  async #compareAndSet(userId: string, edit: CartEdit, scope: Scope): Promise<void> {
    const before = await this.#readBytes(userId, scope);
    const after = encodeCart(edit(decodeStored(before)));
    const done = await this.#command("change a cart", "EVAL", scope, (redis) =>
      redis.eval(COMPARE_AND_SET, 1, userId, before ?? "", after, this.#ttlSeconds),
    );
    if (done !== 1) throw new LostRaceError("change a cart", new Error("other changes always came first"));
  }

  async get(userId: string, scope: Scope): Promise<Cart> {
    return decodeCart(await this.#readBytes(userId, scope));
  }

  async empty(userId: string, scope: Scope): Promise<void> {
    await this.#command("empty a cart", "DEL", scope, (redis) => redis.del(userId));
  }

  watch(onChange: (reachable: boolean) => void): void {
    this.#redis.on("ready", () => onChange(true));
    this.#redis.on("close", () => onChange(false));
    onChange(this.#redis.status === "ready");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#reachability.close();
    this.#redis.disconnect();
  }

  #readBytes(userId: string, scope: Scope): Promise<Buffer | null> {
    return this.#command("read a cart", "HGET", scope, (redis) => redis.hgetBuffer(userId, FIELD));
  }

  async #command<T>(what: string, name: string, scope: Scope, send: (redis: RedisClient) => Promise<T>): Promise<T> {
    const attributes = { "db.system.name": "redis", "db.operation.name": name, ...this.#server };
    try {
      const options = { parent: scope.context, kind: SpanKind.CLIENT, attributes };
      return await inSpan(this.#telemetry, name, options, async (span) => {
        if (!this.#reachability.isReachable) await this.#waitForServer(span, scope);
        return send(this.#redis);
      });
    } catch (error) {
      throw isAboutOneCart(error) ? error : new StoreError(what, error);
    }
  }

  /** Nothing was sent yet, so waiting for a server whose connection was lost is safe for every command. */
  async #waitForServer(span: Span, scope: Scope): Promise<void> {
    const isReachable = await this.#reachability.waitInSpan(span, scope);
    if (!isReachable) throw new Error(`there is no connection to Redis: ${this.#lastFailure}`);
  }
}

/** Errors about one cart, which are no failures of the store: the key holds another type, or the cart is full. */
function isAboutOneCart(error: unknown): boolean {
  return error instanceof CartLimitError || (error instanceof Error && error.message.startsWith("WRONGTYPE"));
}
