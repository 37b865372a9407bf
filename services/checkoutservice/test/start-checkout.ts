import { CheckoutService, Health, IDEMPOTENCY_KEY } from "@hipstershop/contract";
import { createClient, RpcError, Status } from "@hipstershop/rpc";
import {
  CAMERA_LENS,
  DEMO_ADDRESS,
  DEMO_CARD,
  DEMO_EMAIL,
  NOBODY,
  type ShopRpcs,
  startFakeBackends,
  testTelemetry,
  TYPEWRITER,
} from "@hipstershop/testkit";
import type { CheckoutConfig } from "../src/config.ts";
import { type CheckoutTimes, startCheckoutService } from "../src/index.ts";
import type { OutboxWaits } from "../src/outbox.ts";

const BACKENDS = ["cart", "currency", "email", "payment", "productCatalog", "shipping"] as const;

/** The differences from the testkit's working shop: two typewriters and three lenses in the cart, and 1 EUR = 2 USD. */
const changes: Partial<ShopRpcs> = {
  getCart: ({ userId }) => ({
    userId,
    items: [
      { productId: TYPEWRITER, quantity: 2 },
      { productId: CAMERA_LENS, quantity: 3 },
    ],
  }),
  convert: ({ from, toCode }) => {
    if (toCode === "USD") return from ?? {};
    if (toCode !== "EUR") throw new RpcError(Status.INVALID_ARGUMENT, `"${toCode}" is no currency of this shop`);
    const halfNanos = (BigInt(from?.units ?? 0) * 1_000_000_000n + BigInt(from?.nanos ?? 0)) / 2n;
    const units = String(halfNanos / 1_000_000_000n);
    return { currencyCode: "EUR", units, nanos: Number(halfNanos % 1_000_000_000n) };
  },
};

/** The checkout with fake backends that do what a test wants, and a client. `away` are services that are down. */
export async function startCheckout({
  away = [],
  waits = { answerMs: 20, firstRetryMs: 1, stopMs: 20 },
  store = "memory",
  times = {},
}: {
  readonly away?: readonly (keyof CheckoutConfig["addresses"])[];
  readonly waits?: OutboxWaits;
  readonly store?: string;
  readonly times?: CheckoutTimes;
} = {}) {
  const stack = new AsyncDisposableStack();
  const callers = stack.use(await testTelemetry("frontend"));
  const theirs = stack.use(await testTelemetry("backends"));
  const telemetry = stack.use(await testTelemetry("checkoutservice", { metrics: { host: "127.0.0.1", port: 0 } }));
  const backends = stack.use(await startFakeBackends(theirs, BACKENDS, changes));
  const config = {
    host: "127.0.0.1",
    port: 0,
    reflection: true,
    connectionAgeMs: 0,
    addresses: { ...backends.addresses, ...Object.fromEntries(away.map((name) => [name, NOBODY])) },
    store,
    rpcDeadlineMs: 60_000,
  };
  const service = stack.use(await startCheckoutService(config, telemetry, { outbox: waits, ...times }));
  const address = `127.0.0.1:${service.port}`;
  const checkout = stack.use(createClient(CheckoutService, address, callers));
  const health = stack.use(createClient(Health, address, callers));
  /** The counter of orders with this outcome. */
  const counted = async (outcome: string) => {
    const line = new RegExp(`^app_orders_total\\{[^}]*app_order_outcome="${outcome}"[^}]*\\} (\\d+)`, "m");
    return Number(line.exec(await telemetry.scrape())?.[1] ?? 0);
  };
  return {
    checkout,
    health,
    backends,
    service,
    telemetry,
    theirs,
    callers,
    counted,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

export const creditCard = { ...DEMO_CARD, creditCardExpirationYear: 2030, creditCardExpirationMonth: 6 };
export const order = {
  userId: "ada",
  userCurrency: "USD",
  address: DEMO_ADDRESS,
  email: DEMO_EMAIL,
  creditCard,
};
/** Call extras that carry an idempotency key. */
export const key = (value: string) => ({ metadata: { [IDEMPOTENCY_KEY]: value } });
