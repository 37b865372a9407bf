import { isIP, isIPv4, isIPv6 } from "node:net";
import { bareHost, hostAndPort } from "@hipstershop/addresses";

/** A text is not what it should be; the message says what would be, and nothing of the text, which may hold a secret. */
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

/** What is asked for where nothing more is known of it. */
const EXAMPLE = "http://jaeger:16686";
/** A name; one that ends in a number would be an address, and is none that was understood. */
const isHostName = (text: string) => /^[a-z\d_](?:[a-z\d_.-]*[a-z\d_.])?$/i.test(text) && !/(?:^|\.)\d+\.?$/.test(text);

/** host:port, or where a port is usual a host alone; IPv6 in brackets. `wanted` says so in the words of who asks. */
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

/** host:port of a gRPC service; dns:///host:port stands for all replicas behind the name. gRPC's ipv4: and ipv6: say nothing new. */
export function parseGrpcAddress(text: string): string {
  const [, scheme = "", rest = ""] = /^(dns:(?:\/\/[^/@]*\/)?|ipv[46]:)?(.*)$/is.exec(text) ?? [];
  const { host, port } = parseNode(rest, "host:port, such as cartservice:7070 or [::1]:7070");
  return `${/^ipv/i.test(scheme) ? "" : scheme.toLowerCase()}${hostAndPort(host, port)}`;
}

/** An address to listen on, as the system takes it: without a port, IPv6 without brackets. */
export function parseListenAddress(text: string): string {
  const bare = bareHost(text);
  if (isIP(bare) !== 0 || isHostName(bare)) return bare;
  throw new UnfitError("an address of this machine without a port, such as 0.0.0.0, 127.0.0.1 or ::");
}

/** http or https, with a host. A user name and a password are understood where requests go there. */
export function parseHttpUrl(text: string, example = EXAMPLE): URL {
  const wanted = `a URL that begins with http:// or https://, such as ${example}`;
  const url = /^https?:\/\/[^/\\]/i.test(text) && !/\s/.test(text) ? URL.parse(text) : null;
  if (!url || url.port === "0") throw new UnfitError(wanted);
  percentDecoded(url.username + url.password, wanted);
  return url;
}

/** Base of addresses that people see, without a slash at its end: it must not hold a password. */
export function parsePublicUrl(text: string): string {
  const { username, password, search, hash } = parseHttpUrl(text);
  if (username + password !== "")
    throw new UnfitError("a URL without a user name and a password, since it is shown to people");
  if (search + hash !== "") throw new UnfitError("a URL without ? and #, since paths are added to it");
  return text.replace(/\/+$/, "");
}

/** The same, or a path at the place it is shown in. */
export function parseLink(text: string): string {
  return text.startsWith("/") ? parsePathPrefix(text) : parsePublicUrl(text);
}

/** host:port or a URL without a path, as an origin such as http://127.0.0.1:8080. */
export function parseOrigin(text: string): string {
  const brackets = /^[^[/]*:[^[/]*:/.test(text) ? "; IPv6 goes into brackets" : "";
  const wanted = `host:port or a URL without a path, such as 127.0.0.1:8080${brackets}`;
  const url = /\s/.test(text) ? null : URL.parse(/^https?:\/\//i.test(text) ? text : `http://${text}`);
  if (!url || url.port === "0" || url.pathname !== "/" || url.search + url.hash !== "") throw new UnfitError(wanted);
  if (url.username + url.password !== "") throw new UnfitError(`${wanted}, without a user name and a password`);
  return url.origin;
}

/** What all paths begin with, without a slash at its end; "" for the root. */
export function parsePathPrefix(text: string): string {
  const prefix = text.replace(/\/+$/, "");
  if (text.startsWith("/") && /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)*$/.test(prefix)) return prefix;
  throw new UnfitError("a path that begins with a slash, such as /shop");
}

/** A part of a URL as it was meant. */
export function percentDecoded(text: string, wanted: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UnfitError(`${wanted}: in a user name and a password % is written %25`);
  }
}
