/**
 * The data of the pages. Routes make these from the services' answers; views turn them into HTML and use nothing else.
 */

/** A formatted amount: `text` is for people ("$67.99"), `code` and `decimal` are for programs. */
export interface Price {
  readonly text: string;
  /** The locale of the text, such as "de-CH"; "" for the shop's own notation, "USD 67.99". */
  readonly locale: string;
  readonly code: string;
  readonly decimal: string;
}

/** Data of the header and footer of every page. */
export interface Frame {
  readonly title: string;
  /** Prefix of all links, "" or "/shop": no trailing slash. */
  readonly baseUrl: string;
  readonly currencies: readonly string[];
  readonly currency: string;
  /** False when the currency list could not be loaded: the header has no currency form then. */
  readonly showCurrencies: boolean;
  /** Sum of the quantities in the cart; undefined when the cart could not be read. */
  readonly cartSize: number | undefined;
  /** Colour of the banner, from BANNER_COLOR; tells revisions apart. Empty: the theme's own. */
  readonly bannerColor: string;
  /** From FRONTEND_MESSAGE; empty: no message bar. */
  readonly message: string;
  /** From ENV_PLATFORM: local, gcp, aws, azure, onprem, alibaba; empty: no badge. */
  readonly platform: string;
  readonly version: string;
  readonly revision: string;
  readonly pod: string;
  readonly sessionId: string;
  readonly requestId: string;
  /** 32 hex digits; empty when the request was not sampled. */
  readonly traceId: string;
  /** Address of this page's trace in the viewer; empty hides the links. */
  readonly traceUrl: string;
  /** Address that counts the spans of this page's trace; empty when no trace store can be asked. */
  readonly spansUrl: string;
  /** How long the page took so far, in milliseconds. */
  readonly tookMs: number;
  /** The other parts of the shop that people can open. */
  readonly places: readonly { readonly name: string; readonly url: string }[];
  /** Query text shown in the search box. */
  readonly query: string;
  /** Parts of the page that could not be loaded: a sentence for the visitor, and the service's name. */
  readonly notes: readonly { readonly service: string; readonly text: string }[];
}

export interface ProductCard {
  readonly id: string;
  readonly name: string;
  /** The catalog's picture path, such as /static/img/products/typewriter.jpg. */
  readonly picture: string;
  readonly price: Price | undefined;
}

export interface Ad {
  readonly url: string;
  readonly text: string;
}

/** Position in a list of pages; both numbers start at 1. */
export interface Place {
  readonly page: number;
  readonly pages: number;
}

export interface HomeModel {
  readonly products: readonly ProductCard[];
  readonly place: Place;
  readonly ad: Ad | undefined;
}

export interface SearchModel {
  readonly query: string;
  /** Number of products on all pages together. */
  readonly found: number;
  readonly products: readonly ProductCard[];
  readonly place: Place;
}

export interface ProductModel {
  readonly product: ProductCard & { readonly description: string; readonly categories: readonly string[] };
  /** At most four. */
  readonly recommendations: readonly ProductCard[];
  readonly ad: Ad | undefined;
  /** Set when the page answers a refused form: what is wrong, by field name. */
  readonly errors: Readonly<Record<string, string>>;
}

export interface CartLine {
  readonly product: ProductCard;
  readonly quantity: number;
  readonly linePrice: Price;
}

/** The ten fields of the checkout form, as text, under their form names. */
export interface CheckoutForm {
  readonly email: string;
  readonly street_address: string;
  readonly zip_code: string;
  readonly city: string;
  readonly state: string;
  readonly country: string;
  readonly credit_card_number: string;
  readonly credit_card_expiration_month: string;
  readonly credit_card_expiration_year: string;
  readonly credit_card_cvv: string;
}

export interface CartModel {
  readonly lines: readonly CartLine[];
  readonly shipping: Price | undefined;
  readonly total: Price | undefined;
  readonly recommendations: readonly ProductCard[];
  /** Card number and CVV are "" after an error: they are never sent back. */
  readonly form: CheckoutForm;
  /** Expiry years to choose from, ascending. */
  readonly years: readonly number[];
  /** Idempotency key in a hidden field: a form that is sent twice is one order. */
  readonly idempotencyKey: string;
  /** What is wrong, by form field; "" is for the whole form (a declined card, say). */
  readonly errors: Readonly<Record<string, string>>;
}

export interface OrderLine {
  readonly productId: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: Price;
  readonly linePrice: Price;
}

export interface OrderModel {
  readonly orderId: string;
  readonly trackingId: string;
  readonly shipping: Price;
  readonly total: Price;
  readonly lines: readonly OrderLine[];
  readonly address: readonly string[];
  readonly recommendations: readonly ProductCard[];
}

export interface ErrorModel {
  /** HTTP status, such as 404. */
  readonly status: number;
  readonly statusText: string;
  /** One sentence: what failed and what the visitor can do. No internals. */
  readonly message: string;
  /** Seconds to wait before a retry; undefined when a retry would not help. */
  readonly retryAfterSeconds: number | undefined;
  /** Target of the retry link, with the base prefix; without it, the same address, which suits a GET only. */
  readonly retryUrl?: string;
  /** The stack of the error in debug mode; otherwise empty. */
  readonly detail: string;
}
