import type { NetworkInterfaceInfo } from "node:os";
import { isIPv4 } from "node:net";
import { hostAndPort, urlHost } from "@hipstershop/addresses";

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/**
 * The addresses of a page that listens on `host`: one for this machine, and when it listens on all addresses, those under
 * which other machines reach it. Link-local addresses of IPv6 are left out: browsers take none.
 */
export function pageUrls(host: string, portAndPath: string, interfaces: Interfaces): readonly [string, ...string[]] {
  const own = `http://${urlHost(host)}:${portAndPath}`;
  const isEverywhere = host === "0.0.0.0" || /^[0:]+$/.test(host);
  if (!isEverywhere) return [own];
  const others = Object.values(interfaces)
    .flatMap((infos) => infos ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith("fe80:"))
    .filter(({ address }) => host !== "0.0.0.0" || isIPv4(address));
  return [own, ...others.map(({ address }) => `http://${hostAndPort(address, portAndPath)}`)];
}
