/** As both are written together: IPv6 goes in brackets. */
export function hostAndPort(host: string, port: number | string): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** A host without the brackets that IPv6 has in URLs: sockets, name services and span attributes have none. */
export function bareHost(host: string): string {
  return /^\[(.*)\]$/.exec(host)?.[1] ?? host;
}

/** The host to put into a URL for a listen address: a wildcard is reached by loopback, IPv6 goes in brackets. */
export function urlHost(listenAddress: string): string {
  if (listenAddress === "" || listenAddress === "0.0.0.0") return "127.0.0.1";
  if (/^[0:]+$/.test(listenAddress)) return "[::1]";
  return listenAddress.includes(":") ? `[${listenAddress}]` : listenAddress;
}
