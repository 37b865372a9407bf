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
 * answer, they are those that were known last.
 */
export class SwitchedFaults implements Disposable {
  #active: readonly ActiveFault[] = [];
  #url = "";
  #feed: Disposable | undefined;
  #newest = "";
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
    // Loaded here, so that a store that follows no flags does not load their protocol.
    const [{ FlagFeed }, { hasSwitchedFault }] = await Promise.all([
      import("@hipstershop/faults/flag-feed"),
      import("@hipstershop/faults/switched"),
    ]);
    if (this.#isDisposed) return;
    this.#feed?.[Symbol.dispose]();
    this.#feed = new FlagFeed(address, {
      onFlags: (configuration) => {
        this.#newest = configuration;
        if (hasSwitchedFault(configuration)) void this.#name(configuration);
        else this.#active = [];
      },
    });
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#feed?.[Symbol.dispose]();
  }

  async #name(configuration: string): Promise<void> {
    // The catalogue of faults is loaded when the first one is switched on.
    const { activeFaults } = await import("@hipstershop/faults/active");
    if (this.#newest === configuration) this.#active = activeFaults(configuration);
  }
}
