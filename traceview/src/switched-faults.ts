import type { ActiveFault } from "@hipstershop/faults/active";

/** Where flags and faults are found. */
export interface FlagPlaces {
  /** host:port of flagd's sync protocol, which flagservice and flagd serve. */
  readonly address: string;
  /** The page on which faults are switched: a URL or a path; "" when it is unknown. */
  readonly faultsUrl: string;
}

/**
 * The faults that are switched on, by the flags of a flag service. None before its first answer; while it does not
 * answer, and when it answers what can't be read, they are those that were known last.
 */
export class SwitchedFaults implements Disposable {
  #active: readonly ActiveFault[] = [];
  #url = "";
  #feed: Disposable | undefined;
  #isDisposed = false;

  get active(): readonly ActiveFault[] {
    return this.#active;
  }

  /** The page on which they are switched; "" when it is unknown. */
  get url(): string {
    return this.#url;
  }

  /** Follows the flags there, and no longer those elsewhere. */
  async follow({ address, faultsUrl }: FlagPlaces): Promise<void> {
    this.#url = faultsUrl;
    // Loaded here, so that a store that follows no flags loads no protocol and no catalogue.
    const [{ FlagFeed }, { activeFaults }] = await Promise.all([
      import("@hipstershop/faults/flag-feed"),
      import("@hipstershop/faults/active"),
    ]);
    if (this.#isDisposed) return;
    this.#feed?.[Symbol.dispose]();
    this.#feed = new FlagFeed(address, (configuration) => {
      try {
        this.#active = activeFaults(configuration);
      } catch {
        // Those known last stay.
      }
    });
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#feed?.[Symbol.dispose]();
  }
}
