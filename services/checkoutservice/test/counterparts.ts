import {
  CartService,
  CurrencyService,
  EmailService,
  PaymentService,
  ProductCatalogService,
  ShippingService,
} from "@hipstershop/contract";
import { type Call, type Handlers, implement, RpcError, serve, Status, type StatusCode } from "@hipstershop/rpc";
import type { Telemetry } from "@hipstershop/telemetry";

/** Every rpc of the six services that the checkout asks; a test replaces the ones it is about. */
export type Rpcs = Handlers<typeof CartService.definition> &
  Handlers<typeof CurrencyService.definition> &
  Handlers<typeof EmailService.definition> &
  Handlers<typeof PaymentService.definition> &
  Handlers<typeof ProductCatalogService.definition> &
  Handlers<typeof ShippingService.definition>;

/** One call that a counterpart took. */
export interface Taken {
  readonly rpc: keyof Rpcs;
  readonly request: unknown;
  readonly call: Call;
}

const local = { host: "127.0.0.1", port: 0, reflection: false, connectionAgeMs: 0 };

/** The six services, faked as real gRPC servers on free ports. `rpcs` is what they do. */
export async function startCounterparts(telemetry: Telemetry) {
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
    cart: await start(implement(CartService, all)),
    currency: await start(implement(CurrencyService, all)),
    email: await start(implement(EmailService, all)),
    payment: await start(implement(PaymentService, all)),
    productCatalog: await start(implement(ProductCatalogService, all)),
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
  return { rpcs, addresses, taken, calls, nth, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const usd = (units: number, nanos: number) => ({ currencyCode: "USD", units: String(units), nanos });
export const PRICES: Readonly<Record<string, ReturnType<typeof usd>>> = {
  OLJCESPC7Z: usd(67, 990_000_000),
  "66VCHSJNUP": usd(12, 490_000_000),
};

/** A shop in which everything works: two typewriters and three lenses in the cart, a quote of 8.99, 1 EUR = 2 USD. */
function workingShop(): Rpcs {
  return {
    getCart: ({ userId }) => ({
      userId,
      items: [
        { productId: "OLJCESPC7Z", quantity: 2 },
        { productId: "66VCHSJNUP", quantity: 3 },
      ],
    }),
    addItem: () => ({}),
    emptyCart: () => ({}),
    getSupportedCurrencies: () => ({ currencyCodes: ["EUR", "USD"] }),
    convert: ({ from, toCode }) => {
      if (toCode === "USD") return from ?? {};
      if (toCode !== "EUR") throw new RpcError(Status.INVALID_ARGUMENT, `"${toCode}" is no currency of this shop`);
      const halfNanos = (BigInt(from?.units ?? 0) * 1_000_000_000n + BigInt(from?.nanos ?? 0)) / 2n;
      const units = String(halfNanos / 1_000_000_000n);
      return { currencyCode: "EUR", units, nanos: Number(halfNanos % 1_000_000_000n) };
    },
    sendOrderConfirmation: () => ({}),
    charge: () => ({ transactionId: "transaction" }),
    listProducts: () => ({ products: [] }),
    searchProducts: () => ({ results: [] }),
    getProduct: ({ id }) => {
      const priceUsd = PRICES[id];
      if (!priceUsd) throw new RpcError(Status.NOT_FOUND, `no product with id "${id}"`);
      return { id, priceUsd };
    },
    getQuote: () => ({ costUsd: usd(8, 990_000_000) }),
    shipOrder: () => ({ trackingId: "AB-123-456" }),
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
export function refuse(code: StatusCode, message = "refused on purpose", metadata: Record<string, string> = {}) {
  return (): never => {
    throw new RpcError(code, message, { metadata });
  };
}
