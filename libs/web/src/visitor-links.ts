import { isIPv4, isIPv6 } from "node:net";

/** A Host header that may become part of a link: a name or an address, and a port, which is not used. */
const HOST = /^([a-z\d](?:[a-z\d._-]{0,251}[a-z\d.])?|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * A link to another part of the shop, as the visitor can follow it. An address that only works on the machine itself
 * (127.0.0.1, localhost) or on none (0.0.0.0, ::) gets the name of the host under which the visitor reached this
 * server; port and path stay. `host` is the Host header, which anybody can invent: one that is no plain name or address
 * changes nothing. A path and "" stay as they are.
 */
export function visitorLink(link: string, host: string | undefined): string {
  const known = lastLinks.get(link);
  if (known !== undefined && known.host === host) return known.visited;
  if (lastLinks.size >= LINKS_MAX) lastLinks.clear();
  const visited = computeLink(link, host);
  lastLinks.set(link, { host, visited });
  return visited;
}

/** The last answer for each link: all pages have the same few, and most visitors come by the same host. */
const lastLinks = new Map<string, { readonly host: string | undefined; readonly visited: string }>();
const LINKS_MAX = 50;

function computeLink(link: string, host: string | undefined): string {
  const url = link.startsWith("/") ? null : URL.parse(link);
  if (!url || !(isLoopback(url.hostname) || isUnspecified(url.hostname))) return link;
  const visited = visitedHost(host);
  // A visitor on the machine itself gets the address as it is: the part may listen on this one only.
  if (visited === "" || isUnspecified(visited) || (isLoopback(visited) && !isUnspecified(url.hostname))) return link;
  const { protocol, port, pathname, search, hash } = url;
  const path = pathname === "/" && !link.endsWith("/") ? "" : pathname;
  return `${protocol}//${visited}${port && `:${port}`}${path}${search}${hash}`;
}

/** The host of a Host header, lower-case, without the port; "" when it is none. */
function visitedHost(header: string | undefined): string {
  const [, name = ""] = HOST.exec(header ?? "") ?? [];
  return name === "" ? "" : (URL.parse(`http://${name}`)?.hostname ?? "");
}

function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/\.$/, "");
  return name === "localhost" || name.endsWith(".localhost") || isLoopbackAddress(name.replace(/^\[(.*)\]$/, "$1"));
}

function isLoopbackAddress(address: string): boolean {
  return isIPv4(address) ? address.startsWith("127.") : address === "::1" || /^::ffff:7f[\da-f]{2}:/.test(address);
}

function isUnspecified(hostname: string): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, "$1");
  return address === "0.0.0.0" || (isIPv6(address) && /^[0:]+$/.test(address));
}
