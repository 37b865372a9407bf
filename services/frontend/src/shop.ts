import { randomUUID } from "node:crypto";
import { type CartItem, IDEMPOTENCY_KEY, type OrderResult, type Product } from "@hipstershop/contract";
import { fromWire, type Money, toWire } from "@hipstershop/money";
import { type CallExtras, RpcError, type Scope, Status, type StatusCode } from "@hipstershop/rpc";
import type { Clients } from "./clients.ts";
import type { FrontendConfig } from "./config.ts";
import { Degradation } from "./degradation.ts";
import type { Checkout } from "./forms.ts";
import { OrderFailedError } from "./order-failed.ts";
import { HttpProblem, httpProblem } from "./http-problem.ts";
import { CURRENCIES } from "./currencies.ts";
import { KnownProducts } from "./known-products.ts";
import { isAway, type Known, LastKnown } from "./last-known.ts";
import type { Telemetry } from "@hipstershop/telemetry";
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

/** Shares of a page's deadline that one attempt of a call may take, unless the service usually takes longer. */
const REPLACEABLE_SHARE = 1 / 3;
const CART_SHARE = 0.45;
/** Maximum number of converted prices that are known while the currency service is away. */
const PRICES_MAX = 6000;

/**
 * The calls behind the pages: one method for each, made on behalf of a visit. While the catalog or the currency service
 * is away, pages show what it answered last, with a note; what it never answered is left out.
 */
export class Shop {
  readonly #clients: Clients;
  readonly #config: FrontendConfig;
  readonly #interception: Telemetry["interception"];
  readonly #degradation: Degradation;
  readonly #products = new KnownProducts();
  readonly #prices = new LastKnown<Money>(PRICES_MAX);
  /** How calls are made that a page can do without: it must not be late. */
  readonly #replaceable: CallExtras;
  /** How calls are made that nothing stands in for on the cart's own page. */
  readonly #ofCart: CallExtras;
  #currencies: readonly string[] = CURRENCIES;

  constructor(clients: Clients, config: FrontendConfig, telemetry: Telemetry) {
    this.#clients = clients;
    this.#config = config;
    this.#interception = telemetry.interception;
    this.#degradation = new Degradation(telemetry);
    this.#replaceable = { attemptMs: config.pageDeadlineMs * REPLACEABLE_SHARE };
    this.#ofCart = { attemptMs: config.pageDeadlineMs * CART_SHARE };
  }

  /**
   * hipstershop.CurrencyService/GetSupportedCurrencies: the currencies to choose from, in the service's order; the last
   * known ones while the service is away.
   */
  async currencies(visit: Visit): Promise<string[]> {
    try {
      const { currencyCodes } = await this.#ask(visit, "currencyservice", (scope) =>
        this.#clients.currency.getSupportedCurrencies({}, scope, this.#replaceable),
      );
      const offered = currencyCodes.filter((code) => CURRENCIES.includes(code));
      this.#remember(visit, () => (this.#currencies = offered));
      return offered;
    } catch (error) {
      if (!isAway(error)) throw error;
      visit.log.warn({ err: error }, "a page offers the last known currencies");
      return [...this.#currencies];
    }
  }

  /** Whether the currency can be chosen, as far as known. A visitor with another one in the cookie gets the default. */
  hasCurrency(code: string): boolean {
    return this.#currencies.includes(code);
  }

  /**
   * hipstershop.CurrencyService/Convert: a price in the visitor's currency. Called even if the price is in that
   * currency already, so that a trace has one call per price. While the service is away: the last known price, or the
   * given one as it is.
   */
  async convert(visit: Visit, price: Money): Promise<Money> {
    const request = { from: toWire(price), toCode: visit.currency };
    const key = `${price.units}.${price.nanos} ${price.currencyCode} ${visit.currency}`;
    const known = this.#prices.of(key);
    try {
      const converted = fromWire(
        await this.#ask(visit, "currencyservice", (scope) =>
          this.#clients.currency.convert(request, scope, known && this.#replaceable),
        ),
      );
      this.#remember(visit, () => this.#prices.remember(key, converted));
      return converted;
    } catch (error) {
      if (!isAway(error)) throw error;
      this.#degradation.report(
        visit,
        known ? { part: "prices", at: known.at } : { part: "currency", code: price.currencyCode },
      );
      return known?.value ?? price;
    }
  }

  /** hipstershop.ProductCatalogService/ListProducts: all products, for the home page; the last known ones. */
  async products(visit: Visit): Promise<readonly Product[]> {
    const known = this.#products.list;
    try {
      const { products } = await this.#ask(visit, "productcatalogservice", (scope) =>
        this.#clients.productCatalog.listProducts({}, scope, known && this.#replaceable),
      );
      this.#remember(visit, () => this.#products.rememberList(products));
      return products;
    } catch (error) {
      return this.#lastKnown(visit, known, error);
    }
  }

  /**
   * hipstershop.ProductCatalogService/GetProduct: a product's page, a line of the cart, a recommendation; as last known
   * while the catalog is away. Rejects with an HttpProblem 404 when there is none.
   */
  async product(visit: Visit, id: string): Promise<Product> {
    const known = this.#products.of(id);
    try {
      const product = await this.#ask(
        visit,
        "productcatalogservice",
        (scope) => this.#clients.productCatalog.getProduct({ id }, scope, known && this.#replaceable),
        { refusals: PRODUCT },
      );
      this.#remember(visit, () => this.#products.remember(id, product));
      return product;
    } catch (error) {
      if (error instanceof HttpProblem) this.#remember(visit, () => this.#products.forget(id));
      return this.#lastKnown(visit, known, error);
    }
  }

  /** Before and after each call, since flags change at any time. */
  #noteExperiment(visit: Visit): void {
    visit.isExperiment ||= this.#interception.current?.isExperiment(visit.context) ?? false;
  }

  /** Remembers an answer for other visitors, unless faults may have changed it. */
  #remember(visit: Visit, remember: () => void): void {
    if (!visit.isExperiment) remember();
  }

  /** What the catalog answered last; rejects with the error when it is not away, or never answered this. */
  #lastKnown<T>(visit: Visit, known: Known<T> | undefined, error: unknown): T {
    if (!known || !isAway(error)) throw error;
    this.#degradation.report(visit, { part: "shelf", at: known.at });
    return known.value;
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
    return this.#products.of(productId)?.value.name ?? productId;
  }

  /** hipstershop.CartService/GetCart: the cart page, and the number of items in every page's head. */
  async cart(visit: Visit, extras = this.#ofCart): Promise<readonly CartItem[]> {
    const { items } = await this.#askCart(visit, (scope) =>
      this.#clients.cart.getCart({ userId: visit.sessionId }, scope, extras),
    );
    return items;
  }

  /** The same for a page's head: undefined, and a note on the page, while the cart can't be read. */
  async cartIfKnown(visit: Visit): Promise<readonly CartItem[] | undefined> {
    try {
      return await this.cart(visit, this.#replaceable);
    } catch (error) {
      if (!isAway(error) && !(error instanceof HttpProblem)) throw error;
      this.#degradation.report(visit, { part: "cart" });
      return undefined;
    }
  }

  /**
   * hipstershop.CartService/AddItem, with a key under which it is done once, however often the call is repeated. Rejects
   * with an HttpProblem 422 when the cart has no room for it.
   */
  async addToCart(visit: Visit, item: CartItem): Promise<void> {
    const request = { userId: visit.sessionId, item };
    const extras = { ...this.#ofCart, metadata: { [IDEMPOTENCY_KEY]: randomUUID() } };
    await this.#askCart(visit, (scope) => this.#clients.cart.addItem(request, scope, extras), CART_CHANGE);
  }

  /** hipstershop.CartEditService/SetQuantity */
  async setQuantity(visit: Visit, item: CartItem): Promise<void> {
    const request = { userId: visit.sessionId, item };
    await this.#askCart(
      visit,
      (scope) => this.#clients.cartEdit.setQuantity(request, scope, this.#ofCart),
      CART_CHANGE,
    );
  }

  /** hipstershop.CartService/EmptyCart */
  async emptyCart(visit: Visit): Promise<void> {
    await this.#askCart(visit, (scope) =>
      this.#clients.cart.emptyCart({ userId: visit.sessionId }, scope, this.#ofCart),
    );
  }

  /**
   * hipstershop.ShippingService/GetQuote, in the visitor's currency. Undefined, and a note on the page, while the
   * service is away, and when no parcel holds that much: the cart must be seen to be changed.
   */
  async shippingQuote(visit: Visit, items: readonly CartItem[]): Promise<Money | undefined> {
    try {
      const { costUsd } = await this.#ask(visit, "shippingservice", (scope) =>
        this.#clients.shipping.getQuote({ items: [...items] }, scope, this.#replaceable),
      );
      return await this.convert(visit, fromWire(costUsd));
    } catch (error) {
      if (isAway(error)) {
        this.#degradation.report(visit, { part: "shipping" });
        return undefined;
      }
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
        (scope) => this.#clients.recommendation.listRecommendations(request, scope, this.#replaceable),
        { limitMs: RECOMMENDATION_DEADLINE_MS },
      );
      const others = recommended.productIds.filter((id) => !productIds.includes(id));
      return Promise.all(others.map((id) => this.product(visit, id)));
    };
    return load().catch((error: unknown) => {
      this.#degradation.report(visit, { part: "recommendations" });
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
    // An order without a key could not be repeated when its checkout is lost.
    const metadata = { [IDEMPOTENCY_KEY]: form.idempotency_key ?? randomUUID() };
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
    this.#noteExperiment(visit);
    try {
      return await question(scopeOf(visit, limitMs));
    } catch (error) {
      const status = error instanceof RpcError ? refusals.get(error.code) : undefined;
      throw status === undefined ? error : httpProblem(status, error);
    } finally {
      this.#noteExperiment(visit);
      const timing = visit.timings.get(service) ?? { ms: 0, calls: 0 };
      visit.timings.set(service, { ms: timing.ms + performance.now() - started, calls: timing.calls + 1 });
    }
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
    creditCard: form.card.reveal(),
  };
}
