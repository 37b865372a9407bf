import { type Node, parseNode, percentDecoded, UnfitError } from "./addresses.ts";

/** One Redis server or a set of them, with credentials. */
export interface RedisUrl {
  readonly scheme: "redis" | "rediss" | "redis-sentinel" | "redis-cluster";
  /** The server, the sentinels, or some nodes of the cluster. */
  readonly nodes: readonly Node[];
  /** "" for none, as in the fields below. */
  readonly username: string;
  readonly password: string;
  /** Number of the database, or name of the sentinels' master. */
  readonly path: string;
}

const PATHS = { redis: /^\d{0,5}$/, rediss: /^\d{0,5}$/, "redis-sentinel": /^[\w.-]*$/, "redis-cluster": /^$/ };
const USUAL_PORT = 6379;
const FORMS =
  "redis://[user:password@]host[:port][/db], rediss:// for the same with TLS, redis-sentinel://host:port,…/master or redis-cluster://host:port,…";

/** Parses such a URL; throws an UnfitError. */
export function parseRedisUrl(text: string): RedisUrl {
  const [, written = "", rest = ""] = /^([a-z][a-z\d+.-]*):\/\/(.*)$/is.exec(text) ?? [];
  const scheme = written.toLowerCase();
  if (/^valkeys?$/.test(scheme)) throw new UnfitError(`${FORMS}: a Valkey is reached by redis://, too`);
  if (!isScheme(scheme)) throw new UnfitError(FORMS);
  const at = rest.lastIndexOf("@");
  const userInfo = rest.slice(0, Math.max(at, 0));
  if (/[/?#\s]/.test(userInfo))
    throw new UnfitError(`${FORMS}: in a password / is written %2F, ? %3F, # %23, and a space %20`);
  const [, hosts = "", path = "", query = ""] = /^([^/?#]*)\/?([^?#]*)(.*)$/s.exec(rest.slice(at + 1)) ?? [];
  const nodes = hosts.split(",").map((host) => parseNode(host, FORMS, USUAL_PORT));
  const single = scheme === "redis" || scheme === "rediss";
  if (!PATHS[scheme].test(path) || (single ? nodes.length > 1 : query !== "")) throw new UnfitError(FORMS);
  const colon = userInfo.indexOf(":");
  return {
    scheme,
    nodes,
    username: percentDecoded(colon < 0 ? userInfo : userInfo.slice(0, colon), FORMS),
    password: percentDecoded(colon < 0 ? "" : userInfo.slice(colon + 1), FORMS),
    path,
  };
}

function isScheme(text: string): text is RedisUrl["scheme"] {
  return Object.hasOwn(PATHS, text);
}
