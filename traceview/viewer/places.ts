import type { Places } from "../src/places.ts";

const OWN_MACHINE = /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\])$/;

/** A place that the header links. */
export interface PlaceLink {
  readonly label: string;
  readonly href: string;
  /** Remark below the label. */
  readonly note?: string;
}

/**
 * The address as this browser reaches it: one at the server's own machine (127.0.0.1, 0.0.0.0, localhost) gets the host name
 * of this page. Paths and other hosts stay as they are.
 */
export function reachableFrom(address: string, pageHostname: string): string {
  const url = URL.parse(address);
  if (!url || !isOwnMachine(url)) return address;
  url.hostname = pageHostname;
  return url.pathname === "/" && !address.endsWith("/") ? url.href.slice(0, -1) : url.href;
}

function isOwnMachine({ hostname }: URL): boolean {
  return OWN_MACHINE.test(hostname);
}

/** The links to the places that are known. */
export function linksTo(places: Places, pageHostname: string): readonly PlaceLink[] {
  const loadUrl = URL.parse(places.load);
  const links: readonly PlaceLink[] = [
    { label: "Shop", href: places.shop },
    { label: "Course", href: places.course },
    { label: "Faults", href: places.faults },
    {
      label: "Load generator",
      href: places.load,
      // On one machine it is started by hand; elsewhere it has an address because it runs.
      ...(loadUrl && isOwnMachine(loadUrl) && { note: "while npm run load -- --ui runs" }),
    },
    { label: "Metrics", href: places.metrics },
  ];
  return links
    .filter(({ href }) => href !== "")
    .map((link) => ({ ...link, href: reachableFrom(link.href, pageHostname) }));
}
