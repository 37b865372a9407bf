import { hostname } from "node:os";
import { type Env, type ListenConfig, type Places, readListenConfig, readPlaces } from "@hipstershop/runtime";

export interface FrontendConfig extends ListenConfig {
  /** host:port of each service the pages ask. */
  readonly addresses: {
    readonly ad: string;
    readonly cart: string;
    readonly checkout: string;
    readonly currency: string;
    readonly productCatalog: string;
    readonly recommendation: string;
    readonly shipping: string;
  };
  /** Prefix of every path, "" or "/shop". */
  readonly baseUrl: string;
  /** Colour of the banner; tells revisions apart during a rollout. */
  readonly bannerColor: string;
  readonly message: string;
  readonly platform: string;
  readonly revision: string;
  readonly pod: string;
  /** Where people open the other parts; "" hides the links to one. */
  readonly places: Places;
  /** Base address of Jaeger's query API for this process; "" when spans can't be counted. */
  readonly tracesApi: string;
  /** All visitors share one session: for load generators that keep no cookies. */
  readonly singleSharedSession: boolean;
  /** Deadline of a page and of all calls made for it. */
  readonly pageDeadlineMs: number;
  /** Deadline of a purchase, which makes more calls than a page. */
  readonly checkoutDeadlineMs: number;
  /** Maximum number of pages processed at the same time. */
  readonly pagesAtOnce: number;
  /** Maximum number of queued requests; beyond that, 503 with Retry-After. */
  readonly pagesWaitingMax: number;
  /** How long a stopping frontend still accepts requests, until the cluster sends them to other pods. */
  readonly lameDuckMs: number;
  /** Shows the error's stack on the error page. */
  readonly debug: boolean;
}

const PLATFORMS = ["", "local", "gcp", "aws", "azure", "onprem", "alibaba"] as const;
const DEADLINE = { min: 1, max: 120_000 };
/** With the time for slow visitors it stays within the five seconds that a service may take to stop. */
const LAME_DUCK_MS_MAX = 2000;

export function readConfig(env: Env): FrontendConfig {
  const places = readPlaces(env, "shop");
  const viewer = env.link("JAEGER_UI_URL", "");
  const tracesUrl = places.traces || viewer;
  return {
    ...readListenConfig(env, 8080),
    addresses: {
      ad: env.address("AD_SERVICE_ADDR"),
      cart: env.address("CART_SERVICE_ADDR"),
      checkout: env.address("CHECKOUT_SERVICE_ADDR"),
      currency: env.address("CURRENCY_SERVICE_ADDR"),
      productCatalog: env.address("PRODUCT_CATALOG_SERVICE_ADDR"),
      recommendation: env.address("RECOMMENDATION_SERVICE_ADDR"),
      shipping: env.address("SHIPPING_SERVICE_ADDR"),
    },
    baseUrl: env.pathPrefix("BASE_URL"),
    bannerColor: env.text("BANNER_COLOR", ""),
    message: env.text("FRONTEND_MESSAGE", ""),
    platform: env.choice("ENV_PLATFORM", "", PLATFORMS),
    revision: env.text("SERVICE_REVISION", ""),
    pod: env.text("POD_NAME", "") || hostname(),
    places: { ...places, traces: tracesUrl },
    tracesApi: env.url("TRACES_API", "") || (tracesUrl.startsWith("/") ? "" : tracesUrl),
    singleSharedSession: env.flag("ENABLE_SINGLE_SHARED_SESSION", false),
    pageDeadlineMs: env.integer("PAGE_DEADLINE_MS", 2000, DEADLINE),
    checkoutDeadlineMs: env.integer("CHECKOUT_DEADLINE_MS", 3000, DEADLINE),
    pagesAtOnce: env.integer("PAGES_AT_ONCE", 50, { min: 1, max: 1_000_000 }),
    pagesWaitingMax: env.integer("PAGES_WAITING_MAX", 100, { min: 0, max: 1_000_000 }),
    lameDuckMs: env.duration("LAME_DUCK", LAME_DUCK_MS_MAX),
    debug: env.flag("DEBUG_ERRORS", false),
  };
}
