import {
  AdService,
  CartEditService,
  CartService,
  CheckoutService,
  CurrencyService,
  ProductCatalogService,
  RecommendationService,
  ShippingService,
} from "@hipstershop/contract";
import { type Call, type Handlers, implement, RpcError, serve, Status, type StatusCode } from "@hipstershop/rpc";
import type { Telemetry } from "@hipstershop/telemetry";

/** Every rpc of the services that the pages ask; a test replaces the ones it is about. */
export type Rpcs = Handlers<typeof AdService.definition> &
  Handlers<typeof CartService.definition> &
  Handlers<typeof CartEditService.definition> &
  Handlers<typeof CheckoutService.definition> &
  Handlers<typeof CurrencyService.definition> &
  Handlers<typeof ProductCatalogService.definition> &
  Handlers<typeof RecommendationService.definition> &
  Handlers<typeof ShippingService.definition>;

/** One call that a backend took. */
export interface Taken {
  readonly rpc: keyof Rpcs;
  readonly request: unknown;
  readonly call: Call;
}

const local = { host: "127.0.0.1", port: 0, reflection: false, connectionAgeMs: 0 };

/** The services behind the pages, faked as real gRPC servers on free ports. `rpcs` is what they do. */
export async function startBackends(telemetry: Telemetry) {
  const stack = new AsyncDisposableStack();
  const rpcs = workingShop();
  const taken: Taken[] = [];
  const waiting = new Set<() => void>();
  const handler = (rpc: keyof Rpcs) => (request: never, call: Call) => {
    taken.push({ rpc, request, call });
    for (const look of waiting) look();
    return (rpcs[rpc] as (request: never, call: Call) => unknown)(request, call);
  };
  const all = new Proxy({}, { get: (_, rpc) => handler(rpc as keyof Rpcs) }) as Rpcs;
  const start = async (...services: Parameters<typeof serve>[0]) =>
    stack.use(await serve(services, local, telemetry)).address;
  const addresses = {
    ad: await start(implement(AdService, all)),
    cart: await start(implement(CartService, all), implement(CartEditService, all)),
    checkout: await start(implement(CheckoutService, all)),
    currency: await start(implement(CurrencyService, all)),
    productCatalog: await start(implement(ProductCatalogService, all)),
    recommendation: await start(implement(RecommendationService, all)),
    shipping: await start(implement(ShippingService, all)),
  };
  const calls = (rpc: keyof Rpcs) => taken.filter((one) => one.rpc === rpc);
  /** The n-th call of an rpc, as soon as there is one. */
  const nth = (rpc: keyof Rpcs, n = 1): Promise<Taken> =>
    new Promise((resolve) => {
      const look = () => {
        const found = calls(rpc)[n - 1];
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  /** Keeps the answers of an rpc back until the function that this gives is called. */
  const hold = (rpc: keyof Rpcs): (() => void) => {
    const released = Promise.withResolvers<void>();
    const answer = rpcs[rpc] as (request: never, call: Call) => unknown;
    const late = async (request: never, call: Call) => {
      await released.promise;
      return answer(request, call);
    };
    Object.assign(rpcs, { [rpc]: late });
    return released.resolve;
  };
  return { rpcs, addresses, taken, calls, nth, hold, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const usd = (units: number, nanos = 0) => ({ currencyCode: "USD", units: String(units), nanos });
const product = (id: string, name: string, picture: string, units: number, nanos: number) => ({
  id,
  name,
  description: `A ${name.toLowerCase()}.`,
  picture: `/static/img/products/${picture}.jpg`,
  priceUsd: usd(units, nanos),
  categories: ["vintage"],
});

export const TYPEWRITER = "OLJCESPC7Z";
export const PRODUCTS = [
  product(TYPEWRITER, "Vintage Typewriter", "typewriter", 67, 990_000_000),
  product("66VCHSJNUP", "Vintage Camera Lens", "camera-lens", 12, 490_000_000),
  product("1YMWWN1N4O", "Home Barista Kit", "barista-kit", 124, 0),
  product("L9ECAV7KIM", "Terrarium", "terrarium", 36, 450_000_000),
  product("2ZYFJ3GM2N", "Film Camera", "film-camera", 2245, 0),
  product("0PUK6V6EV0", "Vintage Record Player", "record-player", 65, 500_000_000),
];
export const ORDER = {
  orderId: "3c1bd1a8-7b0e-11f0-8de9-0242ac120002",
  shippingTrackingId: "AB-123-456",
  shippingCost: usd(8, 990_000_000),
  shippingAddress: { streetAddress: "1 Main St", city: "Bath", state: "CA", country: "UK", zipCode: 12_345 },
  items: [{ item: { productId: TYPEWRITER, quantity: 2 }, cost: usd(67, 990_000_000) }],
};

/** A shop in which everything works: six products, a cart of two typewriters, a quote of 8.99, 1 USD of 1 of anything. */
function workingShop(): Rpcs {
  return {
    getAds: () => ({ ads: [{ redirectUrl: `/product/${TYPEWRITER}`, text: "Typewriter, as good as new" }] }),
    getCart: ({ userId }) => ({ userId, items: [{ productId: TYPEWRITER, quantity: 2 }] }),
    addItem: () => ({}),
    emptyCart: () => ({}),
    setQuantity: () => ({}),
    placeOrder: () => ({ order: ORDER }),
    getSupportedCurrencies: () => ({ currencyCodes: ["EUR", "USD", "CHF", "JPY", "GBP", "TRY", "CAD"] }),
    convert: ({ from, toCode }) => ({ ...from, currencyCode: toCode }),
    listProducts: () => ({ products: PRODUCTS }),
    searchProducts: ({ query }) => ({ results: PRODUCTS.filter(({ name }) => name.toLowerCase().includes(query)) }),
    getProduct: ({ id }) => {
      const found = PRODUCTS.find((candidate) => candidate.id === id);
      if (!found) throw new RpcError(Status.NOT_FOUND, `no product with id "${id}"`);
      return found;
    },
    listRecommendations: () => ({ productIds: PRODUCTS.slice(1).map(({ id }) => id) }),
    getQuote: () => ({ costUsd: usd(8, 990_000_000) }),
    shipOrder: refuse(Status.UNIMPLEMENTED),
  };
}

/** Does not answer before the caller has left. */
export function hang(_request: unknown, { signal }: Call): Promise<never> {
  return new Promise((_, reject) => {
    const leave = () => reject(new RpcError(Status.CANCELLED, "the caller left"));
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
  });
}

/** Refuses with a status. */
export function refuse(code: StatusCode, message = "a secret of the service", metadata: Record<string, string> = {}) {
  return (): never => {
    throw new RpcError(code, message, { metadata });
  };
}
