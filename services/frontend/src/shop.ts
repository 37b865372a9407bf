import { type CartItem, IDEMPOTENCY_KEY, type OrderResult, type Product } from "@hipstershop/contract";
import { fromWire, type Money, toWire } from "@hipstershop/money";
import { RpcError, type Scope, Status, type StatusCode } from "@hipstershop/rpc";
import type { Clients } from "./clients.ts";
import type { FrontendConfig } from "./config.ts";
import type { Checkout } from "./forms.ts";
import { OrderFailedError } from "./order-failed.ts";
import { httpProblem } from "./http-problem.ts";
import { CURRENCIES } from "./currencies.ts";
import type { Ad } from "./views/models.ts";
import { type Visit, scopeOf } from "./visit.ts";

/** Deadline for ads: a page is not held up by them. */
const AD_DEADLINE_MS = 100;
/** Deadline for recommendations. */
const RECOMMENDATION_DEADLINE_MS = 800;
/** HTTP statuses for the gRPC statuses of one call that are about what the visitor asked for. */
type Refusals = ReadonlyMap<StatusCode, number>;

const NONE: Refusals = new Map();
const PRODUCT: Refusals = new Map([
  [Status.NOT_FOUND, 404],
  [Status.INVALID_ARGUMENT, 404],
]);
const QUERY: Refusals = new Map([[Status.INVALID_ARGUMENT, 422]]);
/** The original's cart service answers FAILED_PRECONDITION when its store can't be reached. */
const CART: Refusals = new Map([[Status.FAILED_PRECONDITION, 503]]);
const CART_CHANGE: Refusals = new Map([...CART, [Status.INVALID_ARGUMENT, 422], [Status.OUT_OF_RANGE, 422]]);

/** Maximum number of product names kept for the order page. */
const NAMES_MAX = 1000;

/** The calls behind the pages: one method for each, made on behalf of a visit. */
export class Shop {
  readonly #clients: Clients;
  readonly #config: FrontendConfig;
  readonly #names = new Map<string, string>();
  #currencies: readonly string[] = CURRENCIES;

  constructor(clients: Clients, config: FrontendConfig) {
    this.#clients = clients;
    this.#config = config;
  }

  /** hipstershop.CurrencyService/GetSupportedCurrencies: the currencies to choose from, in the service's order. */
  async currencies(visit: Visit): Promise<string[]> {
    const { currencyCodes } = await this.#ask(visit, "currencyservice", (scope) =>
      this.#clients.currency.getSupportedCurrencies({}, scope),
    );
    this.#currencies = currencyCodes.filter((code) => CURRENCIES.includes(code));
    return [...this.#currencies];
  }

  /** Whether the currency can be chosen, as far as known. A visitor with another one in the cookie gets the default. */
  hasCurrency(code: string): boolean {
    return this.#currencies.includes(code);
  }

  /**
   * hipstershop.CurrencyService/Convert: a price in the visitor's currency. Called even if the price is in that
   * currency already, so that a trace has one call per price.
   */
  async convert(visit: Visit, price: Money): Promise<Money> {
    const request = { from: toWire(price), toCode: visit.currency };
    return fromWire(
      await this.#ask(visit, "currencyservice", (scope) => this.#clients.currency.convert(request, scope)),
    );
  }

  /** hipstershop.ProductCatalogService/ListProducts: all products, for the home page. */
  async products(visit: Visit): Promise<Product[]> {
    const { products } = await this.#ask(visit, "productcatalogservice", (scope) =>
      this.#clients.productCatalog.listProducts({}, scope),
    );
    return products.map((product) => this.#remember(product));
  }

  /**
   * hipstershop.ProductCatalogService/GetProduct: a product's page, a line of the cart, a recommendation. Rejects with
   * an HttpProblem 404 when there is none.
   */
  async product(visit: Visit, id: string): Promise<Product> {
    const product = await this.#ask(
      visit,
      "productcatalogservice",
      (scope) => this.#clients.productCatalog.getProduct({ id }, scope),
      { refusals: PRODUCT },
    );
    return this.#remember(product);
  }

  /** hipstershop.ProductCatalogService/SearchProducts */
  async search(visit: Visit, query: string): Promise<Product[]> {
    const { results } = await this.#ask(
      visit,
      "productcatalogservice",
      (scope) => this.#clients.productCatalog.searchProducts({ query }, scope),
      { refusals: QUERY },
    );
    return results;
  }

  /** The name of a product that some page has shown before; its id otherwise. */
  nameOf(productId: string): string {
    return this.#names.get(productId) ?? productId;
  }

  /** hipstershop.CartService/GetCart: the cart page, and the number of items in every page's head. */
  async cart(visit: Visit): Promise<readonly CartItem[]> {
    const { items } = await this.#askCart(visit, (scope) =>
      this.#clients.cart.getCart({ userId: visit.sessionId }, scope),
    );
    return items;
  }

  /** hipstershop.CartService/AddItem. Rejects with an HttpProblem 422 when the cart has no room for it. */
  async addToCart(visit: Visit, item: CartItem): Promise<void> {
    const request = { userId: visit.sessionId, item };
    await this.#askCart(visit, (scope) => this.#clients.cart.addItem(request, scope), CART_CHANGE);
  }

  /** hipstershop.CartEditService/SetQuantity */
  async setQuantity(visit: Visit, item: CartItem): Promise<void> {
    const request = { userId: visit.sessionId, item };
    await this.#askCart(visit, (scope) => this.#clients.cartEdit.setQuantity(request, scope), CART_CHANGE);
  }

  /** hipstershop.CartService/EmptyCart */
  async emptyCart(visit: Visit): Promise<void> {
    await this.#askCart(visit, (scope) => this.#clients.cart.emptyCart({ userId: visit.sessionId }, scope));
  }

  /**
   * hipstershop.ShippingService/GetQuote, in the visitor's currency. Undefined, and a note on the page, when no parcel
   * holds that much: the cart must be seen to be changed.
   */
  async shippingQuote(visit: Visit, items: readonly CartItem[]): Promise<Money | undefined> {
    try {
      const { costUsd } = await this.#ask(visit, "shippingservice", (scope) =>
        this.#clients.shipping.getQuote({ items: [...items] }, scope),
      );
      return await this.convert(visit, fromWire(costUsd));
    } catch (error) {
      if (!(error instanceof RpcError) || error.code !== Status.OUT_OF_RANGE) throw error;
      visit.notes.push({
        service: "shippingservice",
        text: "No parcel holds all that is in your cart. Take something out to order it.",
      });
      return undefined;
    }
  }

  /**
   * hipstershop.RecommendationService/ListRecommendations: products that go well with the given ones, each fetched from
   * the catalog, without the given ones themselves. When that fails: none, and a note on the page.
   */
  async recommendations(visit: Visit, productIds: readonly string[]): Promise<Product[]> {
    const load = async (): Promise<Product[]> => {
      const request = { userId: visit.sessionId, productIds: [...productIds] };
      const recommended = await this.#ask(
        visit,
        "recommendationservice",
        (scope) => this.#clients.recommendation.listRecommendations(request, scope),
        { limitMs: RECOMMENDATION_DEADLINE_MS },
      );
      const others = recommended.productIds.filter((id) => !productIds.includes(id));
      return Promise.all(others.map((id) => this.product(visit, id)));
    };
    return load().catch((error: unknown) => {
      visit.notes.push({ service: "recommendationservice", text: "Recommendations are taking a rest." });
      visit.log.warn({ err: error }, "a page goes without recommendations");
      return [];
    });
  }

  /** hipstershop.AdService/GetAds: one of the ads, at random; undefined when there is none or the call fails. */
  async ad(visit: Visit, contextKeys: readonly string[]): Promise<Ad | undefined> {
    try {
      const { ads } = await this.#ask(
        visit,
        "adservice",
        (scope) => this.#clients.ad.getAds({ contextKeys: [...contextKeys] }, scope),
        { limitMs: AD_DEADLINE_MS },
      );
      const ad = ads[Math.floor(Math.random() * ads.length)];
      return ad && { url: ad.redirectUrl, text: ad.text };
    } catch (error) {
      visit.log.warn({ err: error }, "a page goes without an ad");
      return undefined;
    }
  }

  /**
   * hipstershop.CheckoutService/PlaceOrder: buys what is in the cart. The same key again gives the same order, without
   * another charge. Rejects with an OrderFailedError. The page that shows the result has a page's full deadline,
   * however long the order took.
   */
  async placeOrder(visit: Visit, form: Checkout): Promise<OrderResult> {
    const { checkoutDeadlineMs: deadlineMs, pageDeadlineMs } = this.#config;
    const metadata = form.idempotency_key ? { [IDEMPOTENCY_KEY]: form.idempotency_key } : {};
    visit.deadline = Date.now() + deadlineMs;
    const { order } = await this.#ask(visit, "checkoutservice", (scope) =>
      this.#clients.checkout.placeOrder(orderRequest(visit, form), scope, { deadlineMs, metadata }),
    )
      .catch((error: unknown) => {
        throw error instanceof RpcError ? new OrderFailedError(error) : error;
      })
      .finally(() => (visit.deadline = Date.now() + pageDeadlineMs));
    if (!order) throw new Error("checkoutservice answered without an order");
    return order;
  }

  #askCart<T>(visit: Visit, question: (scope: Scope) => Promise<T>, refusals = CART): Promise<T> {
    return this.#ask(visit, "cartservice", question, { refusals });
  }

  async #ask<T>(
    visit: Visit,
    service: string,
    question: (scope: Scope) => Promise<T>,
    { limitMs, refusals = NONE }: { readonly limitMs?: number; readonly refusals?: Refusals } = {},
  ): Promise<T> {
    const started = performance.now();
    try {
      return await question(scopeOf(visit, limitMs));
    } catch (error) {
      const status = error instanceof RpcError ? refusals.get(error.code) : undefined;
      throw status === undefined ? error : httpProblem(status, error);
    } finally {
      const timing = visit.timings.get(service) ?? { ms: 0, calls: 0 };
      visit.timings.set(service, { ms: timing.ms + performance.now() - started, calls: timing.calls + 1 });
    }
  }

  #remember(product: Product): Product {
    if (this.#names.size < NAMES_MAX) this.#names.set(product.id, product.name);
    return product;
  }
}

function orderRequest(visit: Visit, form: Checkout) {
  return {
    userId: visit.sessionId,
    userCurrency: visit.currency,
    email: form.email,
    address: {
      streetAddress: form.street_address,
      city: form.city,
      state: form.state,
      country: form.country,
      zipCode: form.zip_code,
    },
    creditCard: {
      creditCardNumber: form.credit_card_number,
      creditCardExpirationMonth: form.credit_card_expiration_month,
      creditCardExpirationYear: form.credit_card_expiration_year,
      creditCardCvv: form.credit_card_cvv,
    },
  };
}
