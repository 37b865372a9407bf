import type { FrontendConfig } from "./config.ts";
import type { Shop } from "./shop.ts";

/** What all routes of the pages are given. */
export interface PageContext {
  readonly shop: Shop;
  readonly config: FrontendConfig;
  /** Version of the shop, shown in the footer. */
  readonly version: string;
}
