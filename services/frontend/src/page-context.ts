import type { FrontendConfig } from "./config.ts";
import type { Shop } from "./shop.ts";

/** What every page route needs. */
export interface PageContext {
  readonly shop: Shop;
  readonly config: FrontendConfig;
  /** Version of the shop; the footer shows it. */
  readonly version: string;
}
