const HERE = "http://shop.invalid";

/**
 * An address from ads, catalog or configuration, made safe for an attribute: http(s) is kept, a path within the site
 * gets the base prefix, everything else (javascript:, data:, //host) is dropped.
 */
export function safeUrl(baseUrl: string, address: string): string | undefined {
  const url = URL.parse(address, HERE);
  if (url === null) return undefined;
  if (url.origin === HERE) return address.startsWith("/") ? withBase(baseUrl, url) : undefined;
  return /^https?:\/\//i.test(address) ? url.href : undefined;
}

function withBase(baseUrl: string, url: URL): string {
  const path = `${url.pathname}${url.search}${url.hash}`;
  return path.startsWith(`${baseUrl}/`) ? path : `${baseUrl}${path}`;
}

export function productUrl(baseUrl: string, id: string): string {
  return `${baseUrl}/product/${encodeURIComponent(id)}`;
}
