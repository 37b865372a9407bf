import type { Reachability } from "@hipstershop/rpc";
import { parseRedisUrl, type RedisUrl } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { Cluster, Redis, type RedisOptions } from "ioredis";

export type RedisClient = Redis | Cluster;

/** A client of Redis, and the span attributes that name its server. */
export interface RedisConnection {
  readonly client: RedisClient;
  /**
   * By https://opentelemetry.io/docs/specs/semconv/database/redis/; of several servers it names the first in the URL.
   */
  readonly server: { readonly "server.address": string; readonly "server.port": number };
}

/** Maximum time between two attempts to reconnect. */
const RECONNECT_MAX_MS = 300;

/** With ioredis's defaults a command stays pending for more than ten seconds when the server is frozen or gone. */
const LIMITS = {
  commandTimeout: 500,
  // A server that does not answer a command is treated as gone: the connection is closed, and the health check fails.
  socketTimeout: 1000,
  connectTimeout: 1000,
  // Commands in flight fail when the connection breaks. Sent again, a change could be made twice, or after its caller
  // got an error.
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  // A server that still loads its data is asked again after this time, and not after the time that it estimates.
  maxLoadingRetryTime: RECONNECT_MAX_MS,
  keepAlive: 180_000,
  retryStrategy: (attempt: number) => Math.min(100 * attempt, RECONNECT_MAX_MS),
  reconnectOnError: (error: Error) => error.message.startsWith("READONLY"),
} satisfies RedisOptions;

/**
 * Connects in the background and reconnects until the client is disconnected; commands fail at once while there is no
 * connection. `reachability` is told of every change. Forms of the URL: redis://[user:password@]host:port[/db] and
 * rediss:// are one server; redis-sentinel://host:port,host:port/master-name asks sentinels for the master, with the
 * same password; redis-cluster://host:port,host:port starts from any nodes of a cluster.
 */
export function connectRedis(url: string, reachability: Reachability, { log }: Telemetry): RedisConnection {
  const parsed = parseRedisUrl(url);
  const [first] = parsed.nodes;
  const server = { "server.address": first?.host ?? "", "server.port": first?.port ?? 0 };
  const client = createClient(url, parsed);
  let reachable = true;
  client.on("error", (error: Error) => {
    if (reachable) log.warn({ "error.message": error.message, ...server }, "redis can't be reached; trying again");
    reachable = false;
  });
  client.on("close", () => reachability.unreachable());
  client.on("ready", () => {
    if (!reachable) log.info(server, "redis is back");
    reachable = true;
    reachability.reached();
  });
  return { client, server };
}

function createClient(url: string, { scheme, nodes, username, password, path }: RedisUrl): RedisClient {
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
      // A frozen sentinel still accepts connections; without this limit the other sentinels would never be asked.
      sentinelCommandTimeout: LIMITS.commandTimeout,
    });
  }
  // ioredis reads the URL itself: its query may hold further options.
  return new Redis(url, LIMITS);
}
