/** host:port, with IPv6 in brackets. */
export function hostAndPort(host: string, port: number | string): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** The host of a URL without the brackets around IPv6, as sockets, name resolution and span attributes take it. */
export function bareHost(host: string): string {
  return /^\[(.*)\]$/.exec(host)?.[1] ?? host;
}

/** The host of a URL that reaches a listen address: loopback for a wildcard, IPv6 in brackets. */
export function urlHost(listenAddress: string): string {
  if (listenAddress === "" || listenAddress === "0.0.0.0") return "127.0.0.1";
  if (/^[0:]+$/.test(listenAddress)) return "[::1]";
  return listenAddress.includes(":") ? `[${listenAddress}]` : listenAddress;
}
