import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";

/**
 * Whether another site's page made this request. Browsers say so in Sec-Fetch-Site, older ones in Origin. Other clients
 * send neither header, and pass.
 */
export function isCrossSite(headers: IncomingHttpHeaders): boolean {
  const site = headers["sec-fetch-site"];
  return site === undefined ? isForeignOrigin(headers) : site !== "same-origin" && site !== "none";
}

function isForeignOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  return origin !== undefined && URL.parse(origin)?.host !== host;
}

/**
 * Whether a Host header may name a host of somebody else's, whose DNS entry was changed to our address (DNS rebinding):
 * then their page would count as ours. Addresses, names without a dot, *.localhost and the given `names` can't be that.
 */
export function isRebindable(host: string | undefined, names: readonly string[] = []): boolean {
  const name = URL.parse(`http://${host ?? ""}`)?.hostname.replace(/\.$/, "") ?? "";
  if (name === "") return true;
  const isAddress = isIP(name.replace(/^\[(.*)\]$/, "$1")) !== 0;
  return !isAddress && name.includes(".") && !name.endsWith(".localhost") && !names.includes(name);
}
