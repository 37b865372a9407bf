import { isIP, isIPv4, isIPv6 } from "node:net";
import { bareHost, hostAndPort } from "@hipstershop/addresses";

/** A text is invalid. The message says what is valid, without the text itself, which may contain a secret. */
export class UnfitError extends Error {
  constructor(wanted: string) {
    super(wanted);
    this.name = "UnfitError";
  }
}

export interface Node {
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** The example in messages, when the caller gives no other. */
const EXAMPLE = "http://jaeger:16686";
/** A host name. One that ends in a number would be an IP address, and a valid one was recognised before. */
const isHostName = (text: string) => /^[a-z\d_](?:[a-z\d_.-]*[a-z\d_.])?$/i.test(text) && !/(?:^|\.)\d+\.?$/.test(text);

/**
 * Parses host:port, or a host alone when there is a `usualPort`; IPv6 in brackets. `wanted` is for the error message.
 */
export function parseNode(text: string, wanted: string, usualPort?: number): Node {
  const [, bracketed, name = "", digits] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(text) ?? [];
  const host = bracketed ?? name;
  const known = bracketed === undefined ? isIPv4(host) || isHostName(host) : isIPv6(host);
  if (!known) throw new UnfitError(text.split(":").length > 2 ? `${wanted}; IPv6 goes into brackets` : wanted);
  if (digits === undefined && usualPort !== undefined) return { host, port: usualPort };
  const port = /^\d{1,5}$/.test(digits ?? "") ? Number(digits) : 0;
  if (port < 1 || port > 65_535) throw new UnfitError(`${wanted}; the port is a number from 1 to 65535`);
  return { host, port };
}

/**
 * Parses the address of a gRPC service: host:port, or dns:///host:port for all replicas of a name, or
 * ipv4:address:port,address:port (ipv6: likewise) for replicas that are known. Of one address the scheme is not needed.
 */
export function parseGrpcAddress(text: string): string {
  const [, family = "", list = ""] = /^ipv([46]):(.*,.*)$/is.exec(text) ?? [];
  if (family !== "") return parseReplicas(family === "4" ? isIPv4 : isIPv6, `ipv${family}:`, list);
  const [, scheme = "", rest = ""] = /^(dns:(?:\/\/[^/@]*\/)?|ipv[46]:)?(.*)$/is.exec(text) ?? [];
  const { host, port } = parseNode(rest, "host:port, such as cartservice:7070 or [::1]:7070");
  return `${/^ipv/i.test(scheme) ? "" : scheme.toLowerCase()}${hostAndPort(host, port)}`;
}

function parseReplicas(isAddress: (host: string) => boolean, scheme: string, list: string): string {
  const wanted = `addresses with ports after ${scheme}, such as ipv4:127.0.0.1:7070,127.0.0.1:7071`;
  const nodes = list.split(",").map((one) => parseNode(one, wanted));
  if (!nodes.every(({ host }) => isAddress(host))) throw new UnfitError(wanted);
  return scheme + nodes.map(({ host, port }) => hostAndPort(host, port)).join(",");
}

/** Parses an address to listen on: no port, IPv6 without brackets. */
export function parseListenAddress(text: string): string {
  const bare = bareHost(text);
  if (isIP(bare) !== 0 || isHostName(bare)) return bare;
  throw new UnfitError("an address of this machine without a port, such as 0.0.0.0, 127.0.0.1 or ::");
}

/** Parses an http or https URL with a host. It may contain user name and password, for requests to it. */
export function parseHttpUrl(text: string, example = EXAMPLE): URL {
  const wanted = `a URL that begins with http:// or https://, such as ${example}`;
  const url = /^https?:\/\/[^/\\]/i.test(text) && !/\s/.test(text) ? URL.parse(text) : null;
  if (!url || url.port === "0") throw new UnfitError(wanted);
  percentDecoded(url.username + url.password, wanted);
  return url;
}

/** Parses the base of addresses that are shown to people, without a trailing slash. A password is refused. */
export function parsePublicUrl(text: string): string {
  const { username, password, search, hash } = parseHttpUrl(text);
  if (username + password !== "")
    throw new UnfitError("a URL without a user name and a password, since it is shown to people");
  if (search + hash !== "") throw new UnfitError("a URL without ? and #, since paths are added to it");
  return text.replace(/\/+$/, "");
}

/** The same, or a path on the same site. */
export function parseLink(text: string): string {
  return text.startsWith("/") ? parsePathPrefix(text) : parsePublicUrl(text);
}

/** Parses host:port, or a URL without a path, into an origin such as http://127.0.0.1:8080. */
export function parseOrigin(text: string): string {
  const brackets = /^[^[/]*:[^[/]*:/.test(text) ? "; IPv6 goes into brackets" : "";
  const wanted = `host:port or a URL without a path, such as 127.0.0.1:8080${brackets}`;
  const url = /\s/.test(text) ? null : URL.parse(/^https?:\/\//i.test(text) ? text : `http://${text}`);
  if (!url || url.port === "0" || url.pathname !== "/" || url.search + url.hash !== "") throw new UnfitError(wanted);
  if (url.username + url.password !== "") throw new UnfitError(`${wanted}, without a user name and a password`);
  return url.origin;
}

/** Parses the prefix of all paths, without a trailing slash; "" for the root. */
export function parsePathPrefix(text: string): string {
  const prefix = text.replace(/\/+$/, "");
  if (text.startsWith("/") && /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)*$/.test(prefix)) return prefix;
  throw new UnfitError("a path that begins with a slash, such as /shop");
}

/** A percent-decoded part of a URL. */
export function percentDecoded(text: string, wanted: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UnfitError(`${wanted}: in a user name and a password % is written %25`);
  }
}
