import type { Random } from "./random.ts";

/** Someone in the shop, while they do one thing. Cookies stay with them, redirects are followed. */
export interface Shopper {
  /** Everything left to chance comes from here, so that a seed brings the same run back. */
  readonly random: Random;
  /** Rejects when the answer is an error, which ends the action. */
  get(path: string): Promise<void>;
  /** Sends a form. */
  post(path: string, fields: Readonly<Record<string, string>>): Promise<void>;
}

/** One thing people do in a shop. */
export interface Scenario {
  /** As it is called in reports and as the root span of its traces. */
  readonly name: string;
  /** How often it is chosen, compared with the others. */
  readonly weight: number;
  /** Who must have taken part when it succeeds: --verify-traces asks for it. The frontend when left out. */
  readonly services?: readonly string[];
  run(shopper: Shopper): Promise<void>;
}
