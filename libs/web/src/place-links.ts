import { visitorLink } from "./visitor-links.ts";

/** A link to another part of the shop. */
export interface PlaceLink {
  readonly name: string;
  readonly url: string;
}

/** Where people open each part; "" for one that is not known, and for one's own. */
interface Places {
  readonly shop: string;
  readonly traces: string;
  readonly course: string;
  readonly faults: string;
  readonly load: string;
  readonly metrics: string;
}

/**
 * The links to the parts whose places are known, in the same order on all pages, as the visitor at `host` can follow
 * them (see visitorLink).
 */
export function placeLinks(
  { shop, traces, course, faults, load, metrics }: Places,
  host: string | undefined,
): readonly PlaceLink[] {
  return [
    { name: "Shop", url: shop },
    { name: "Traces", url: traces },
    { name: "Course", url: course },
    { name: "Faults", url: faults },
    { name: "Load", url: load },
    { name: "Metrics", url: metrics },
  ]
    .filter(({ url }) => url !== "")
    .map(({ name, url }) => ({ name, url: visitorLink(url, host) }));
}
