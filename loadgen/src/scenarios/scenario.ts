import type { Random } from "@hipstershop/random";

/** What a scenario can do as one user of the shop. Cookies are kept from one action to the next, redirects are followed. */
export interface Shopper {
  /** The source of every random choice, so that the same seed repeats the same run. */
  readonly random: Random;
  /** Requests a page. Rejects when the request fails or is answered with a status of 400 or above; that ends the action. */
  get(path: string): Promise<void>;
  /** Sends a form; otherwise as `get`. */
  post(path: string, fields: Readonly<Record<string, string>>): Promise<void>;
}

/** One action of a user. */
export interface Scenario {
  /** Its name in reports, and of the root span of its traces. */
  readonly name: string;
  /** How often it is chosen, in proportion to the other weights. */
  readonly weight: number;
  /** Services of which --verify-traces expects spans in the trace of a successful action; the frontend when left out. */
  readonly services?: readonly string[];
  run(shopper: Shopper): Promise<void>;
}
