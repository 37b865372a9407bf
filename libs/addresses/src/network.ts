import { networkInterfaces, type NetworkInterfaceInfo } from "node:os";
import { urlHost } from "./written.ts";

/** Bridges to containers and virtual machines of this machine: nobody else can use their addresses. */
const BRIDGE = /^(br-|cali|cni|docker|flannel|lxc|podman|vbox|veth|virbr|vmnet)/i;

/**
 * The hosts of URLs under which other machines reach a server that listens on all addresses; none for a server that listens
 * on one address only. IPv4 comes first. Link-local IPv6 addresses are left out, since browsers don't accept them.
 */
export function otherHosts(
  listenAddress: string,
  interfaces: Readonly<Partial<Record<string, NetworkInterfaceInfo[]>>> = networkInterfaces(),
): readonly string[] {
  const isAll4 = listenAddress === "" || listenAddress === "0.0.0.0";
  const isAll6 = listenAddress === "" || /^[0:]*:[0:]*$/.test(listenAddress);
  if (!isAll4 && !isAll6) return [];
  const own = Object.entries(interfaces)
    .filter(([name]) => !BRIDGE.test(name))
    .flatMap(([, addresses = []]) => addresses)
    .filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address));
  // A socket on :: accepts IPv4 as well.
  const of = (family: string) => own.filter((one) => one.family === family).map(({ address }) => urlHost(address));
  return [...new Set([...of("IPv4"), ...(isAll6 ? of("IPv6") : [])])];
}

/** The URL with another host, as `otherHosts` returns it. Without a trailing slash where the given one has none. */
export function urlAt(url: string, host: string): string {
  const { protocol, port, pathname, search, hash } = new URL(url);
  const path = pathname === "/" && !url.endsWith("/") ? "" : pathname;
  return `${protocol}//${host}${port === "" ? "" : `:${port}`}${path}${search}${hash}`;
}
