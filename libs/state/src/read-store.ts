import { type Env, fileProblem, parseRedisUrl, UnfitError } from "@hipstershop/runtime";

/**
 * Where state is kept: a Redis URL from REDIS_URL or REDIS_ADDR, else what `variable` says: "sqlite:<file>" for the
 * embedded store, or "memory".
 */
export function readStore(env: Env, variable: string, fallback: string): string {
  const redisUrl = env.redisUrl("REDIS_URL");
  const redisAddress = env.hostAndPort("REDIS_ADDR", 6379);
  const redis = redisUrl || (redisAddress && `redis://${redisAddress}`);
  // A file that Redis stands in for need not be there: containers have nothing that can be written.
  const embedded = env.parsed(variable, fallback, redis ? parseStore : parseUsableStore) ?? "memory";
  return redis || embedded;
}

/** Where the replicas of a service keep what they share. */
export function readState(env: Env): string {
  return readStore(env, "STATE_STORE", "memory");
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
