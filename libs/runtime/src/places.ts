import type { Env } from "./env.ts";

/** Where people open the parts of the shop: a URL, a path on the same site, or "" when it is not known. */
export interface Places {
  readonly shop: string;
  readonly traces: string;
  readonly course: string;
  readonly faults: string;
  readonly load: string;
  readonly metrics: string;
}

/**
 * Reads where the other parts are, for the links between their pages: SHOP_URL, TRACES_URL, COURSE_URL,
 * FAULTS_URL, LOAD_URL and METRICS_URL. `own` are the parts that ask; their variables are not read, and their places are "".
 */
export function readPlaces(env: Env, ...own: readonly (keyof Places)[]): Places {
  const read = (place: keyof Places) => (own.includes(place) ? "" : env.link(`${place.toUpperCase()}_URL`, ""));
  return {
    shop: read("shop"),
    traces: read("traces"),
    course: read("course"),
    faults: read("faults"),
    load: read("load"),
    metrics: read("metrics"),
  };
}
