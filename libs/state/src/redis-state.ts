import { Reachability, type Scope } from "@hipstershop/rpc";
import { inSpan, SpanKind, type Telemetry } from "@hipstershop/telemetry";
import { connectRedis, type RedisClient, type RedisConnection } from "./redis-connection.ts";
import { SCRIPTS } from "./scripts.ts";
import {
  type Claimed,
  type FirstClaim,
  type Kept,
  type Listed,
  type Range,
  type Saving,
  StateError,
  type StateStore,
} from "./store.ts";

/** Owner of a key that was given up: nobody's name. */
const NOBODY = "-";

interface RedisStateConfig {
  readonly url: string;
  readonly namespace: string;
  readonly owner: string;
}

interface Command<T> {
  /** For the error message: what failed. */
  readonly what: string;
  readonly name: string;
  readonly script?: string;
  readonly scope: Scope | undefined;
  readonly send: (redis: RedisClient) => Promise<T>;
}

/**
 * The store in Redis. All keys of a namespace have the same hash tag: in a cluster they are on one node, so that a
 * script may change a key and the list at once.
 */
export class RedisState implements StateStore {
  readonly #redis: RedisClient;
  readonly #telemetry: Telemetry;
  readonly #prefix: string;
  readonly #owner: string;
  /** Without patience: an order that can't be written down is refused at once. */
  readonly #reachability = new Reachability(0);
  readonly #server: RedisConnection["server"];
  #lastFailure = "it does not answer";

  constructor({ url, namespace, owner }: RedisStateConfig, telemetry: Telemetry) {
    const { client, server } = connectRedis(url, this.#reachability, telemetry);
    this.#redis = client;
    this.#server = server;
    this.#redis.on("error", ({ message }: Error) => (this.#lastFailure = message));
    this.#prefix = `{${namespace}}:`;
    this.#owner = owner;
    this.#telemetry = telemetry;
  }

  async claim(key: string, { value, leaseMs, ttlMs }: FirstClaim, scope?: Scope): Promise<Claimed> {
    const answer = await this.#script("claim", key, [value, leaseMs, ttlMs], scope);
    const [outcome, known] = Array.isArray(answer) ? answer.map(String) : [];
    if (outcome === "new" || outcome === "taken" || outcome === "busy" || outcome === "settled")
      return { outcome, value: known ?? "" };
    throw new StateError("claim a key", new Error("the script's answer is unknown"), true);
  }

  async save(key: string, { value, ttlMs, leaseMs, isSettled, dueInMs }: Saving, scope?: Scope): Promise<boolean> {
    const owner = isSettled ? "" : leaseMs === 0 ? NOBODY : this.#owner;
    return (await this.#script("save", key, [value, leaseMs, ttlMs, owner, dueInMs ?? ""], scope)) === 1;
  }

  async renew(key: string, leaseMs: number): Promise<boolean> {
    return (await this.#script("renew", key, [leaseMs])) === 1;
  }

  async forget(key: string, scope?: Scope): Promise<void> {
    await this.#script("forget", key, [], scope);
  }

  async keep(key: string, { value, ttlMs, isListed }: Kept, scope?: Scope): Promise<string | undefined> {
    const known = await this.#script("keep", key, [value, ttlMs, isListed ? "1" : ""], scope);
    return typeof known === "string" ? known : undefined;
  }

  async replace(key: string, before: string, after: string, scope?: Scope): Promise<boolean> {
    return (await this.#script("replace", key, [before, after], scope)) === 1;
  }

  async get(key: string, scope?: Scope): Promise<string | undefined> {
    const send = (redis: RedisClient) => redis.hget(this.#entry(key), "value");
    return (await this.#command({ what: "read a key", name: "HGET", scope, send })) ?? undefined;
  }

  async list({ fromMs, toMs, max }: Range, scope?: Scope): Promise<readonly Listed[]> {
    const pairs = await this.#command({
      what: "list keys",
      name: "ZRANGEBYSCORE",
      scope,
      send: (redis) => redis.zrangebyscore(this.#list, fromMs, toMs, "WITHSCORES", "LIMIT", 0, max),
    });
    const keys = pairs.flatMap((key, i) => (i % 2 === 0 ? [{ key, atMs: Number(pairs[i + 1]) }] : []));
    const values = await Promise.all(keys.map(({ key }) => this.get(key, scope)));
    const gone = keys.filter((_, i) => values[i] === undefined).map(({ key }) => key);
    // Expired keys; the list itself has no expiry.
    if (gone.length > 0)
      await this.#command({ what: "list keys", name: "ZREM", scope, send: (redis) => redis.zrem(this.#list, gone) });
    return keys.flatMap((one, i) => {
      const value = values[i];
      return value === undefined ? [] : [{ ...one, value }];
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#reachability.close();
    this.#redis.disconnect();
  }

  get #list(): string {
    return `${this.#prefix}list`;
  }

  #entry(key: string): string {
    return `${this.#prefix}key:${key}`;
  }

  #script(
    script: keyof typeof SCRIPTS,
    key: string,
    args: readonly (string | number)[],
    scope?: Scope,
  ): Promise<unknown> {
    const send = (redis: RedisClient) =>
      redis.eval(SCRIPTS[script], 2, this.#entry(key), this.#list, this.#owner, key, ...args);
    return this.#command({ what: `${script} a key`, name: "EVAL", script, scope, send });
  }

  /** Sends a command, in a span of its own when there is a scope. */
  async #command<T>({ what, name, script, scope, send }: Command<T>): Promise<T> {
    let isSent = false;
    const run = async () => {
      // Without a scope it is work in the background, which is done again later.
      if (!this.#reachability.isReachable && !(await this.#reachability.wait(scope ?? {})))
        throw new Error(`there is no connection to Redis: ${this.#lastFailure}`);
      isSent = true;
      return send(this.#redis);
    };
    try {
      if (!scope) return await run();
      const attributes = {
        "db.system.name": "redis",
        "db.operation.name": name,
        ...(script && { "db.stored_procedure.name": script }),
        ...this.#server,
      };
      const options = { parent: scope.context, kind: SpanKind.CLIENT, attributes };
      return await inSpan(this.#telemetry, script ? `${name} ${script}` : name, options, run);
    } catch (error) {
      throw error instanceof StateError ? error : new StateError(what, error, isSent);
    }
  }
}
