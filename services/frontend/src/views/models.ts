/** What the pages show. Routes fill these from the services' answers; views turn them into HTML and know nothing else. */

/** Money made ready for the eye: `text` is what is read ("USD 67.99"), `code` and `decimal` what a machine reads. */
export interface Price {
  readonly text: string;
  readonly code: string;
  readonly decimal: string;
}

/** What every page carries in its header and footer. */
export interface Frame {
  readonly title: string;
  /** Prefix of all links, "" or "/shop": no trailing slash. */
  readonly baseUrl: string;
  readonly currencies: readonly string[];
  readonly currency: string;
  /** False on pages that could not load the currency list: the form is left out then. */
  readonly showCurrencies: boolean;
  /** Sum of the quantities in the cart; undefined when the cart could not be asked. */
  readonly cartSize: number | undefined;
  /** Colour of the hero, from BANNER_COLOR: tells blue from green in a rollout. Empty: the theme's own. */
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
  /** Address of this page's trace in the viewer; empty hides the link. */
  readonly traceUrl: string;
  /** Query text shown in the search box. */
  readonly query: string;
  /** Parts of the page that could not be loaded, in words a visitor understands, each with the service's name. */
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

/** Where in a long list a page stands; both counted from 1. */
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
  /** How many were found, on all pages together. */
  readonly found: number;
  readonly products: readonly ProductCard[];
  readonly place: Place;
}

export interface ProductModel {
  readonly product: ProductCard & { readonly description: string; readonly categories: readonly string[] };
  /** Four at most. */
  readonly recommendations: readonly ProductCard[];
  readonly ad: Ad | undefined;
  /** Set when the page answers a refused form: field name → what is wrong with it. */
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
  /** Card number and CVV are never echoed back after an error: both are "" then. */
  readonly form: CheckoutForm;
  /** Years offered for the card, ascending. */
  readonly years: readonly number[];
  /** Hidden field that makes a double submit one order. */
  readonly idempotencyKey: string;
  /** Form field → what is wrong with it; the key "" holds an error of the whole form (a declined card, say). */
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
  /** HTTP status, 404 say. */
  readonly status: number;
  readonly statusText: string;
  /** One friendly sentence: what was attempted and what can be done. No internals. */
  readonly message: string;
  /** Seconds after which a retry makes sense; undefined when a retry would not help. */
  readonly retryAfterSeconds: number | undefined;
  /** Where the retry link leads, base prefix included; left out: this very address, which only suits a GET. */
  readonly retryUrl?: string;
  /** The developer's view, shown only when the shop runs in debug mode; otherwise empty. */
  readonly detail: string;
}
