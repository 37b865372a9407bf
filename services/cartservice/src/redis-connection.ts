import type { Reachability } from "@hipstershop/rpc";
import { parseRedisUrl } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { Cluster, Redis, type RedisOptions } from "ioredis";

export type RedisClient = Redis | Cluster;

/** A server that is back is found this soon. */
const RECONNECT_MAX_MS = 300;

/** ioredis's defaults leave a command pending for more than ten seconds when the server is frozen or gone. */
const LIMITS = {
  commandTimeout: 500,
  // A server that takes a command and says nothing is as good as gone: the connection ends, and health tells.
  socketTimeout: 1000,
  connectTimeout: 1000,
  // What was under way when the connection broke fails at once. Sent again, a change could be made twice, or after its caller
  // was told that it failed.
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  // A server that still loads its data is asked again this soon, instead of when it hopes to be done.
  maxLoadingRetryTime: RECONNECT_MAX_MS,
  keepAlive: 180_000,
  retryStrategy: (attempt: number) => Math.min(100 * attempt, RECONNECT_MAX_MS),
  reconnectOnError: (error: Error) => error.message.startsWith("READONLY"),
} satisfies RedisOptions;

/**
 * Connects in the background and reconnects for as long as it takes; commands fail at once meanwhile. `reachability` hears of it.
 * redis://[user:password@]host:port[/db] and rediss:// are one server; redis-sentinel://host:port,host:port/master-name
 * asks sentinels for the master, with the same password; redis-cluster://host:port,host:port starts from any nodes of a cluster.
 */
export function connectRedis(url: string, reachability: Reachability, { log }: Telemetry): RedisClient {
  const client = open(url);
  let reachable = true;
  client.on("error", (error: Error) => {
    if (reachable)
      log.warn({ "error.message": error.message, ...serverOf(url) }, "redis can't be reached; trying again");
    reachable = false;
  });
  client.on("close", () => reachability.unreachable());
  client.on("ready", () => {
    if (!reachable) log.info(serverOf(url), "redis is back");
    reachable = true;
    reachability.reached();
  });
  return client;
}

function open(url: string): RedisClient {
  const { scheme, nodes, username, password, path } = parseRedisUrl(url);
  const credentials = { ...(username && { username }), ...(password && { password }) };
  if (scheme === "redis-cluster") {
    return new Cluster([...nodes], {
      redisOptions: { ...LIMITS, ...credentials },
      enableOfflineQueue: false,
      clusterRetryStrategy: (attempt) => Math.min(100 * attempt, RECONNECT_MAX_MS),
    });
  }
  if (scheme === "redis-sentinel") {
    return new Redis({
      ...LIMITS,
      ...credentials,
      sentinels: [...nodes],
      name: path || "mymaster",
      ...(password && { sentinelPassword: password }),
      // A frozen sentinel takes connections as before; without this, the others would never be asked.
      sentinelCommandTimeout: LIMITS.commandTimeout,
    });
  }
  return new Redis(url, LIMITS);
}

/** Server attributes of a span, by https://opentelemetry.io/docs/specs/semconv/database/redis/. */
export function serverOf(url: string): { "server.address": string; "server.port": number } {
  const [first] = parseRedisUrl(url).nodes;
  return { "server.address": first?.host ?? "", "server.port": first?.port ?? 0 };
}
