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
  /** Carts expire this long after their last change; 0 keeps them for ever. */
  readonly ttlSeconds: number;
}

const TTL_DEFAULT_SECONDS = 172_800;
const TTL_MAX_SECONDS = 31_536_000;

export function readConfig(env: Env): CartConfig {
  const redisUrl = env.redisUrl("REDIS_URL");
  const redisAddress = env.hostAndPort("REDIS_ADDR", 6379);
  const embedded = env.parsed("CART_STORE", "sqlite:.shop/carts.db", parseStore) ?? "memory";
  return {
    ...readGrpcListenConfig(env, 7070),
    store: redisUrl || (redisAddress && `redis://${redisAddress}`) || embedded,
    ttlSeconds: env.integer("CART_TTL_SECONDS", TTL_DEFAULT_SECONDS, { min: 0, max: TTL_MAX_SECONDS }),
  };
}

function parseStore(text: string): string {
  if (text === "memory" || text === "sqlite::memory:") return text;
  if (/^redis/i.test(text)) return parseRedisUrl(text) && text;
  const [, file = ""] = /^sqlite:(.+)$/s.exec(text) ?? [];
  const problem = file && fileProblem(file, "write");
  if (file && !problem) return text;
  throw new UnfitError(file ? `sqlite: and ${problem}` : "sqlite:<file>, memory, or a URL as in REDIS_URL");
}
