/** Where people find what belongs to the traces: each a URL or a path, "" when it is unknown. */
export interface Places {
  readonly shop: string;
  /** The load generator's page, which runs only while somebody lets it. */
  readonly load: string;
  /** The course of labs. */
  readonly course: string;
  /** The page on which faults are switched. */
  readonly faults: string;
  /** Metrics: a dashboard, or an endpoint. */
  readonly metrics: string;
}

const NOWHERE: Places = { shop: "", load: "", course: "", faults: "", metrics: "" };

/** The places that are known, of which a store may learn after it has started. */
export class KnownPlaces {
  #places = NOWHERE;

  get all(): Places {
    return this.#places;
  }

  set(places: Places): void {
    this.#places = places;
  }
}
