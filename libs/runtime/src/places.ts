import type { Env } from "./env.ts";

/** Where people open the parts of the shop: a URL, a path on the same site, or "" when it is not known. */
export interface Places {
  readonly shop: string;
  readonly traces: string;
  readonly faults: string;
  readonly load: string;
  readonly metrics: string;
}

/**
 * Reads where the other parts are, for the links between their pages: SHOP_URL, TRACES_URL, FAULTS_URL, LOAD_URL and
 * METRICS_URL. `own` is the part that asks; its variable is not read, and its place is "".
 */
export function readPlaces(env: Env, own: keyof Places): Places {
  const read = (place: keyof Places) => (place === own ? "" : env.link(`${place.toUpperCase()}_URL`, ""));
  return {
    shop: read("shop"),
    traces: read("traces"),
    faults: read("faults"),
    load: read("load"),
    metrics: read("metrics"),
  };
}
