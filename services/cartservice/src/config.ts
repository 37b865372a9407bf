import {
  type Env,
  fileProblem,
  type GrpcListenConfig,
  parseRedisUrl,
  readGrpcListenConfig,
  UnfitError,
} from "@hipstershop/runtime";

export interface CartConfig extends GrpcListenConfig {
  /** Where carts are kept: a Redis URL, "sqlite:<file>" for the embedded store, or "memory". */
  readonly store: string;
  /** Time after a cart's last change until it expires; 0: never. */
  readonly ttlSeconds: number;
}

const TTL_DEFAULT_SECONDS = 172_800;
const TTL_MAX_SECONDS = 31_536_000;

export function readConfig(env: Env): CartConfig {
  const redisUrl = env.redisUrl("REDIS_URL");
  const redisAddress = env.hostAndPort("REDIS_ADDR", 6379);
  const redis = redisUrl || (redisAddress && `redis://${redisAddress}`);
  // A file that Redis stands in for need not be there: containers have nothing that can be written.
  const embedded = env.parsed("CART_STORE", "sqlite:.shop/carts.db", redis ? parseStore : parseUsableStore) ?? "memory";
  return {
    ...readGrpcListenConfig(env, 7070),
    store: redis || embedded,
    ttlSeconds: env.integer("CART_TTL_SECONDS", TTL_DEFAULT_SECONDS, { min: 0, max: TTL_MAX_SECONDS }),
  };
}

function parseStore(text: string): string {
  if (text === "memory" || text === "sqlite::memory:") return text;
  if (/^redis/i.test(text)) return parseRedisUrl(text) && text;
  if (fileOf(text)) return text;
  throw new UnfitError("sqlite:<file>, memory, or a URL as in REDIS_URL");
}

function parseUsableStore(text: string): string {
  const store = parseStore(text);
  const file = fileOf(store);
  const problem = file && fileProblem(file, "write");
  if (problem) throw new UnfitError(`sqlite: and ${problem}`);
  return store;
}

/** What the embedded store writes; "" when it writes nothing. */
function fileOf(store: string): string {
  return store === "sqlite::memory:" ? "" : (/^sqlite:(.+)$/s.exec(store)?.[1] ?? "");
}
